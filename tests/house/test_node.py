"""One script decides which Node.js serves: what the machine has if it fits, else the pinned wheel's."""

from __future__ import annotations

import os
from pathlib import Path
from types import ModuleType

import pytest

from tests.house.files import ROOT, load_script


@pytest.fixture
def node() -> ModuleType:
    """Give scripts/node.py as a module."""
    return load_script(ROOT / "scripts" / "node.py")


def make_programs(folder: Path, **versions: str) -> str:
    """Put programs that only say their version into a folder and return it."""
    folder.mkdir()
    for program, version in versions.items():
        path = folder / program
        path.write_text(f"#!/bin/sh\necho {version}\n")
        path.chmod(0o755)
    return str(folder)


@pytest.mark.parametrize(
    ("programs", "why"),
    [
        ({"node": "v20.19.0", "npm": "11.0.0"}, ""),
        ({"node": "v22.12.1", "npm": "11.19.1"}, ""),
        ({"node": "v24.0.0", "npm": "11.1.0"}, ""),
        ({"node": "v20.18.9", "npm": "11.0.0"}, "the node on PATH is 20.18."),
        ({"node": "v21.7.0", "npm": "11.0.0"}, "the node on PATH is 21.7."),
        ({"node": "v22.11.0", "npm": "11.0.0"}, "the node on PATH is 22.11."),
        ({"node": "v20.19.0", "npm": "10.9.4"}, "the npm on PATH is 10.9."),
        ({"node": "v20.19.0"}, "no npm was found on PATH."),
        ({"npm": "11.0.0"}, "no node was found on PATH."),
    ],
)
def test_a_node_that_does_not_fit_is_named(node, tmp_path, programs, why) -> None:
    assert node.judge_path(make_programs(tmp_path / "bin", **programs)).why == why


def test_the_wheels_node_serves_where_the_machines_own_is_too_old(node, tmp_path, monkeypatch) -> None:
    old = make_programs(tmp_path / "old", node="v18.19.0", npm="9.2.0")
    wheel = make_programs(tmp_path / "wheel", node="v24.19.0", npm="11.6.0")
    monkeypatch.setenv("PATH", old)
    monkeypatch.setattr("sys.executable", f"{wheel}/python")
    assert node.choose_path() == (os.pathsep.join([wheel, old]), "")


def test_without_any_node_the_script_says_how_to_get_one(node, tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.setenv("PATH", make_programs(tmp_path / "empty"))
    monkeypatch.setattr("sys.executable", str(tmp_path / "python"))
    assert node.main(["check"]) == 1
    assert "Install them, or let `make setup` fetch" in capsys.readouterr().out

"""Workflows as code at a terminal: exported to standard output, shown, asked about, taken in, checked."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from tests.adapters.test_png import size_of
from tests.cli.test_bringing_in import database_url, desk
from tts.domain.bpmn.words import MODEL

__all__ = ["database_url", "desk"]

Says = Callable[..., str]
Run = Callable[..., Result]


def written(folder: Path, text: str) -> str:
    file = folder / "workflow.txt"
    file.write_text(text, encoding="utf-8")
    return str(file)


@pytest.mark.parametrize("form", ["json", "bpmn", "svg"])
def test_an_export_is_all_that_stands_on_standard_output(desk: Says, run: Run, form: str) -> None:
    result = run("export", "workflow", "1", "--format", form)
    assert result.exit_code == 0
    assert result.stderr == ""
    assert result.stdout == desk("export", "workflow", "1", "--format", form)
    ends = {"json": ("{\n", "}\n"), "bpmn": ("<?xml", "</bpmn:definitions>\n"), "svg": ("<?xml", "</svg>\n")}
    assert result.stdout.startswith(ends[form][0])
    assert result.stdout.endswith(ends[form][1])
    if form == "json":
        assert desk("export", "workflow", "1") == result.stdout


def test_a_picture_as_png_is_bytes_and_nothing_else(desk: Says, run: Run) -> None:
    first, again = (run("export", "workflow", "1", "--format", "png").stdout_bytes for _ in range(2))
    assert first == again
    width, height = size_of(first)
    assert width > height > 100


@pytest.mark.parametrize("form", ["json", "bpmn"])
def test_every_demo_workflow_comes_in_as_it_went_out(desk: Says, tmp_path: Path, form: str) -> None:
    for number in range(1, 8):
        exported = desk("export", "workflow", str(number), "--format", form)
        said = desk("import", written(tmp_path, exported), "--yes")
        assert f"Workflow {number} has this name already: --into {number} would" in said
        assert desk("export", "workflow", str(7 + number), "--format", form) == exported


def test_an_import_shows_asks_and_writes_nothing_unless_told(desk: Says, run: Run, tmp_path: Path) -> None:
    document = json.loads(desk("export", "workflow", "7"))
    document["graph"]["nodes"][0]["name"] = "Begin here"
    file = written(tmp_path, json.dumps(document))
    before = desk("export", "workflow", "7")
    dry = run("import", file, "--into", "7", "--dry-run")
    assert dry.exit_code == 0
    assert "“Start Here” is now called “Begin here”." in dry.stdout
    asked = run("import", file, "--into", "7")
    assert asked.exit_code == 1
    assert "Take this in?" in asked.output
    assert desk("export", "workflow", "7") == before
    assert "Workflow 7: Broken on Purpose (draft)." in desk("import", "--into", "7", "--yes", file)
    assert "Nothing would change." in desk(
        "import", written(tmp_path, desk("export", "workflow", "7")), "--into", "7"
    )


def test_what_is_initialized_is_not_changed_by_a_file(desk: Says, refused: Says, tmp_path: Path) -> None:
    changed = desk("export", "workflow", "1").replace('"Triage"', '"First look"')
    assert "initialized" in refused("import", written(tmp_path, changed), "--into", "1", "--yes")
    assert "no workflow" in refused("import", written(tmp_path, changed), "--into", "99", "--yes")


def test_a_diagram_of_another_tool_is_checked_and_taken_in(
    desk: Says, run: Run, refused: Says, tmp_path: Path
) -> None:
    start = f'<definitions xmlns="{MODEL}"><process id="p" name="Foreign">\n<task id="t" name="Look"/>\n'
    file = written(tmp_path, f'{start}<textAnnotation id="n"/></process></definitions>')
    checked = run("check", file)
    assert checked.exit_code == 1
    assert "Left out: Line 3: the text annotation “n”." in checked.stdout
    assert "no role" in checked.stdout
    assert "Workflow 8: Foreign (draft)." in desk("import", file, "--yes")
    bad = written(tmp_path, f'{start}<scriptTask id="s"/>\n<parallelGateway id="g"/></process></definitions>')
    for command in ("import", "check"):
        said = refused(command, bad)
        assert "Line 3: the script task “s” cannot be expressed" in said
        assert "Line 4: the parallel gateway “g” cannot be expressed" in said


def test_a_file_with_faults_is_refused_with_each_of_their_places(
    desk: Says, refused: Says, tmp_path: Path
) -> None:
    document = json.loads(desk("export", "workflow", "1"))
    document["graph"]["nodes"][0]["wieght"] = 1
    document["graph"]["nodes"][1]["is_end"] = "no"
    said = refused("import", written(tmp_path, json.dumps(document)), "--yes")
    assert "graph.nodes[0].wieght is no field that is known there." in said
    assert "graph.nodes[1].is_end must be true or false." in said


@pytest.mark.databases("sqlite")
def test_arguments_that_make_no_sense_end_with_exit_code_2(run: Run, tmp_path: Path) -> None:
    file = written(tmp_path, "{}")
    for arguments in (
        ["import", "nowhere.json"],
        ["import", file, "--into", "0"],
        ["import", file, "--into", "1", "--initialize"],
        ["export", "workflow", "1", "--format", "gif"],
        ["export", "workflow", "99999999999"],
        ["import"],
    ):
        assert run(*arguments).exit_code == 2, arguments

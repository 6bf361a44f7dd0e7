"""Workflows that leave one process by its standard output and come in by another, through a file."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy.orm import Session, scoped_session

from tests.cast import gather_cast
from tests.fixtures.server import run_tts
from tests.workflow_acts import made, step_names

NAME = "Café “R&D” <ops>"


def export(environment: dict[str, str], workflow_id: int, form: str, file: Path) -> bytes:
    """`tts export workflow ID --format FORM > FILE`."""
    command = [sys.executable, "-m", "tts", "export", "workflow", str(workflow_id), "--format", form]
    with file.open("wb") as out:
        done = subprocess.run(command, env=environment, stdout=out, stderr=subprocess.PIPE, timeout=60)
    assert (done.returncode, done.stderr) == (0, b"")
    return file.read_bytes()


def take_in(environment: dict[str, str], file: Path) -> int:
    """`tts import FILE --yes`; the number it was given."""
    said = run_tts(environment, "import", str(file), "--yes")
    found = re.search(rf"^Workflow (\d+): {re.escape(NAME)} \(draft\)\.$", said, re.MULTILINE)
    assert found, said
    return int(found[1])


@pytest.mark.databases("sqlite")
def test_a_workflow_goes_out_and_in_as_json_and_as_bpmn_and_is_the_same_to_the_byte(
    session: scoped_session[Session], tts_environment: dict[str, str], tmp_path: Path
) -> None:
    cast = gather_cast(session)
    workflow_id = made(session, cast.ada, name=NAME, description="First line.\n\n\tThird, “indented”.")
    session.rollback()
    environment = {**tts_environment, "LC_ALL": "C"}
    text = export(environment, workflow_id, "json", tmp_path / "first.json")
    second = take_in(environment, tmp_path / "first.json")
    diagram = export(environment, second, "bpmn", tmp_path / "second.bpmn")
    third = take_in(environment, tmp_path / "second.bpmn")
    assert (second, third) == (workflow_id + 1, workflow_id + 2)
    assert export(environment, third, "json", tmp_path / "third.json") == text
    assert export(environment, third, "bpmn", tmp_path / "third.bpmn") == diagram
    for number in (second, third):
        assert step_names(session, number) == ["Triage", "Resolution", "Verification"]

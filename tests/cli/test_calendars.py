"""A calendar alone as a file: out of one workflow, into another, and through `tts clocks due`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy.orm import Session, scoped_session

from tests.cast import gather_cast
from tests.web.admin_desk import draft
from tests.workflows import store_workflow

Says = Callable[..., str]
NIGHTS = {
    "tz": "Asia/Kathmandu",
    "week": {"0": [["09:00", "12:00"], ["13:00", "17:00"]], "5": [["22:00", "06:00"]]},
    "holidays": ["2026-12-25"],
    "special": {"2026-12-31": [["09:00", "12:00"]]},
}


@pytest.fixture
def drafts(session: scoped_session[Session]) -> tuple[int, int, int]:
    """Two drafts, and a workflow that takes tickets."""
    cast = gather_cast(session)
    return draft(session, cast), draft(session, cast), store_workflow(session, cast).workflow_id


def write(folder: Path, content: str) -> str:
    path = folder / "calendar.json"
    path.write_text(content, "utf-8")
    return str(path)


def test_what_comes_in_goes_out_as_it_was(drafts: tuple[int, int, int], ok: Says, tmp_path: Path) -> None:
    one, other, _ = map(str, drafts)
    assert ok("export", "calendar", one) == "null\n"
    said = ok("import", "calendar", one, write(tmp_path, json.dumps(NIGHTS)))
    assert said.startswith(
        "Access Request now counts Mon 09:00–12:00 and 13:00–17:00, Sat 22:00–06:00, Asia/"
    )
    exported = ok("export", "calendar", one)
    assert json.loads(exported) == NIGHTS
    path = write(tmp_path, exported)
    ok("import", "calendar", other, path)
    assert ok("export", "calendar", other) == exported
    due = ok("clocks", "due", "--calendar", path, "--start", "2026-12-26T20:00", "--target", "8h")
    assert due.splitlines()[0] == "2026-12-27T00:15:00Z"
    assert "around the clock" in ok("import", "calendar", one, write(tmp_path, "null"))
    assert ok("export", "calendar", one) == "null\n"


def test_what_cannot_be_is_refused(drafts: tuple[int, int, int], refused: Says, tmp_path: Path) -> None:
    one, _, running = map(str, drafts)
    closed = write(tmp_path, json.dumps({**NIGHTS, "week": {}, "special": {}}))
    assert "no open minute" in refused("import", "calendar", one, closed)
    assert "“Mars” is no time zone" in refused(
        "import", "calendar", one, write(tmp_path, json.dumps({**NIGHTS, "tz": "Mars"}))
    )
    assert "revise it" in refused("import", "calendar", running, write(tmp_path, json.dumps(NIGHTS)))
    assert "There is no workflow 99" in refused("export", "calendar", "99")

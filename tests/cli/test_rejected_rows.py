"""Rows that cannot be taken in: none stops the others, and what is rejected can be mended and sent again."""

from __future__ import annotations

import csv
from pathlib import Path
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tts.cli.ticket_rows import COLUMNS, read_rows
from tts.cli.tickets import Intake, write_rejected
from tts.models import Ticket

GOOD = {
    "external_id": "A-1",
    "submitted_at": "2026-03-02T09:30:00+01:00",
    "department": "IT",
    "category": "Technology",
    "sub_category": "",
    "priority": "low",
    "subject": "Printer",
    "description": "",
    "requester": "sam@desk.example",
    "room": "7b",
}


def write_rows(path: Path, *rows: dict[str, str]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [*COLUMNS, "room"])
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_a_row_with_an_id_that_no_database_keeps_is_rejected_alone(
    session: scoped_session[Session], tmp_path: Path
) -> None:
    file = write_rows(
        tmp_path / "in.csv", GOOD, GOOD | {"external_id": "A\0-2"}, GOOD | {"external_id": "A-3"}
    )
    intake = Intake(session(), "import", ZoneInfo("UTC"))
    assert len(list(intake.take(read_rows(file)))) == 3
    assert (intake.taken, len(intake.rejected)) == (2, 1)


def test_a_rejected_row_keeps_all_its_columns_and_can_be_taken_in_once_mended(
    session: scoped_session[Session], tmp_path: Path
) -> None:
    file = write_rows(tmp_path / "in.csv", GOOD | {"subject": ""})
    intake = Intake(session(), "import", ZoneInfo("UTC"))
    list(intake.take(read_rows(file)))
    rejected = write_rejected(file, intake.rejected)
    text = rejected.read_text(encoding="utf-8")
    assert text.splitlines()[0] == ",".join([*COLUMNS, "room", "reason"])
    rejected.write_text(text.replace("low,,", "low,Printer,"), encoding="utf-8")
    again = Intake(session(), "import", ZoneInfo("UTC"))
    list(again.take(read_rows(rejected)))
    assert (again.taken, again.rejected) == (1, [])
    ticket = session.scalars(sa.select(Ticket)).one()
    assert (ticket.subject, ticket.payload) == ("Printer", {"room": "7b"})

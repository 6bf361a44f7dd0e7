"""Workflows and tickets from files, playing the people, and proving the record afterwards."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import Result
from sqlalchemy.orm import Session, scoped_session

from tests.fixtures.databases import Databases
from tests.fixtures.demo import make_demo
from tests.services.test_audit import tamper
from tts.models import Task, TaskItem, Ticket

Says = Callable[..., str]
AnySession = scoped_session[Session]
HEADER = "external_id,submitted_at,department,category,sub_category,priority,subject,description,requester"


@pytest.fixture
def database_url(databases: Databases, tmp_path: Path) -> Iterator[str]:
    """Give the address of a database with the demo organisation."""
    url = make_demo(databases, tmp_path)
    yield url
    databases.drop(url)


@pytest.fixture
def desk(ok: Says) -> Says:
    """A desk with the demo organisation."""
    return ok


def write_tickets(folder: Path, rows: list[str], *, head: str = HEADER, encoding: str = "utf-8") -> Path:
    file = folder / "tickets.csv"
    file.write_text("\n".join([head, *rows]) + "\n", encoding=encoding)
    return file


def row(
    number: int, *, at: str = "2026-01-05T09:30:00+08:00", priority: str = "Low", subject: str = "Mouse"
) -> str:
    who = f"person{number % 4}@history.example"
    return f"H{number},{at},IT Department,IT Support,Other,{priority},{subject},It is broken.,{who}"


def test_an_exported_workflow_comes_in_elsewhere_as_it_was(desk: Says, tmp_path: Path) -> None:
    exported = desk("export", "workflow", "1")
    assert exported == desk("export", "workflow", "1")
    document = json.loads(exported)
    assert "role_id" not in exported
    file = tmp_path / "w.json"
    file.write_text(json.dumps([document, document]))
    assert "Workflow 8" in desk("import", "workflows", str(file), "--yes")
    assert desk("export", "workflow", "9") == exported


def test_an_import_is_all_or_nothing(desk: Says, refused: Says, tmp_path: Path) -> None:
    good = json.loads(desk("export", "workflow", "1"))
    bad = json.loads(json.dumps(good).replace("Technician", "Wizard"))
    file = tmp_path / "w.json"
    file.write_text(json.dumps([good, bad]))
    assert "“Wizard”" in refused("import", str(file), "--yes")
    assert "There is no workflow 8" in refused("export", "workflow", "8")


@pytest.mark.parametrize(
    "content",
    ["", "{", "[]", "{}", "[1]", "7", '{"workflow": 1}', '{"workflow": {"name": NaN}}', "[" * 100_000],
)
@pytest.mark.databases("sqlite")
def test_files_that_hold_no_workflow_are_refused(refused: Says, tmp_path: Path, content: str) -> None:
    file = tmp_path / "w.json"
    file.write_text(content)
    for command in (["import", "workflows"], ["check"]):
        assert refused(*command, str(file))


def test_the_check_of_a_file_stores_nothing(desk: Says, run: Callable[..., Result], tmp_path: Path) -> None:
    document = json.loads(desk("export", "workflow", "7"))
    file = tmp_path / "w.json"
    file.write_text(json.dumps(document))
    result = run("check", str(file))
    assert result.exit_code == 1
    assert "Tickets stop at “Start Here”" in result.stdout
    assert run("check", "8").exit_code == 1


def test_tickets_come_in_once_however_often_they_are_imported(
    desk: Says, session: AnySession, tmp_path: Path
) -> None:
    file = write_tickets(tmp_path, [row(number) for number in range(9)], encoding="utf-8-sig")
    assert "Took in 9 tickets, 0 of them without a workflow" in desk("import", "tickets", str(file))
    file = write_tickets(tmp_path, [row(number) for number in range(12)])
    assert "Took in 3 tickets" in desk("import", "tickets", str(file))
    assert "Took in 0 tickets, 0 of them without a workflow; 12 were in already" in desk(
        "import", "tickets", str(file)
    )
    found = session.scalars(sa.select(Ticket).where(Ticket.source == "import")).all()
    assert len(found) == 12
    assert {ticket.submitted_at.isoformat() for ticket in found} == {"2026-01-05T01:30:00+00:00"}
    held = session.execute(
        sa.select(TaskItem.holder_id, sa.func.count())
        .join(Task, Task.id == TaskItem.task_id)
        .join(Ticket, Ticket.id == Task.ticket_id)
        .where(Ticket.source == "import")
        .group_by(TaskItem.holder_id)
    ).all()
    assert sorted(count for _, count in held) == [4, 4, 4]


def test_rows_that_cannot_be_taken_in_go_to_a_file_with_the_reason(desk: Says, tmp_path: Path) -> None:
    rows = [
        row(1),
        row(2, at="yesterday"),
        row(3, at="0001-01-01T00:00:00+08:00"),
        row(4, at="2999-01-01T00:00:00"),
        row(5, priority="Lowest"),
        row(6, subject=""),
        row(7, subject="x" * 200_000),
        row(8) + ",more",
        "H9,2026-01-05T09:30:00+08:00,IT",
        row(10).replace("H10", ""),
        row(11).replace("@", " at "),
        "",
    ]
    said = desk("import", "tickets", str(write_tickets(tmp_path, rows)))
    assert "Took in 1 ticket," in said
    assert "10 were rejected" in said
    rejected = (tmp_path / "tickets.rejected.csv").read_text().splitlines()
    assert rejected[0] == f"{HEADER},reason"
    assert len(rejected) == 11
    assert "'yesterday' is no date" in rejected[1]
    assert "low, medium, high or urgent" in rejected[4]


def test_semicolons_and_further_columns_are_read(desk: Says, session: AnySession, tmp_path: Path) -> None:
    head = (HEADER + ",floor").replace(",", ";")
    file = write_tickets(tmp_path, [(row(1) + ",3").replace(",", ";")], head=head)
    desk("import", "tickets", str(file))
    ticket = session.scalars(sa.select(Ticket).where(Ticket.external_id == "H1")).one()
    assert ticket.payload == {"floor": "3"}


@pytest.mark.databases("sqlite")
def test_files_that_are_no_table_of_tickets_are_refused(refused: Says, tmp_path: Path) -> None:
    without = write_tickets(tmp_path, [], head=HEADER.replace("subject,", "").replace(",requester", ""))
    assert "lacks the columns subject, requester" in refused("import", "tickets", str(without))
    latin = tmp_path / "latin.csv"
    latin.write_bytes(HEADER.encode() + b"\nH1,\xe9\n")
    assert "not UTF-8" in refused("import", "tickets", str(latin))
    empty = tmp_path / "empty.csv"
    empty.write_text("")
    assert "lacks the columns" in refused("import", "tickets", str(empty))


def test_driven_tickets_reach_their_end_and_the_record_holds(
    desk: Says, session: AnySession, tmp_path: Path
) -> None:
    desk("import", "tickets", str(write_tickets(tmp_path, [row(number) for number in range(6)])))
    before = session.scalar(sa.select(sa.func.count()).where(Task.ended_at.is_not(None))) or 0
    session.rollback()
    assert "Brought 20 tickets to their end" in desk("drive", "--tickets", "20")
    after = session.scalar(sa.select(sa.func.count()).where(Task.ended_at.is_not(None))) or 0
    assert after - before == 20
    session.rollback()
    assert "No more tickets are open" in desk("drive", "--tickets", "99")
    assert "The record holds" in desk("audit", "verify")
    assert "Anchored" in desk("audit", "anchor")
    assert "stands since" in desk("audit", "anchor")


def test_a_hand_altered_row_is_found(desk: Says, refused: Says, session: AnySession) -> None:
    tamper(
        session, "UPDATE event SET reason = 'because' WHERE stream = 'ticket' AND stream_id = 3 AND seq = 2"
    )
    session.rollback()
    assert refused("audit", "verify") == (
        "The record does not hold: event 2 of ticket 3 was altered: its content does not match its hash."
    )


def test_what_cannot_be_done_is_told_with_exit_code_2(run: Callable[..., Result]) -> None:
    for arguments in (
        ["serve", "--port", "99999"],
        ["drive"],
        ["nonsense"],
        ["import", "tickets", "nowhere.csv"],
    ):
        result = run(*arguments)
        assert result.exit_code == 2
        assert "Traceback" not in result.output

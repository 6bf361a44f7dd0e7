"""A day over the queue may take its tickets from a file; they are said as HDTS says them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.soak.queue_plan import Day
from tts.domain.source_ticket import read_source_ticket

ROWS = """external_id,submitted_at,department,category,sub_category,priority,subject,description,requester
H1,2025-01-02T08:23:00+08:00,Asset Department,Asset Check Out,Laptop,Low,A laptop,"Soon, ok.",rosa12@w.example
H2,2025-01-02T08:40:00+08:00,IT Department,Others,,Critical,Something,It beeps.,max@w.example
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "tickets.csv"
    path.write_text(ROWS, "utf-8")
    return path


def test_a_row_is_read_as_the_ticket_it_was(file: Path) -> None:
    ticket = read_source_ticket(Day(1, 7, file).tickets["H1"])
    assert (ticket.department, ticket.category, ticket.sub_category) == (
        "Asset Department",
        "Asset Check Out",
        "Laptop",
    )
    assert (ticket.subject, ticket.description, ticket.priority) == ("A laptop", "Soon, ok.", "Low")
    assert (ticket.requester.email, ticket.requester.name) == ("rosa12@w.example", "Rosa 12")
    assert str(ticket.submitted_at) == "2025-01-02 00:23:00+00:00"


def test_the_first_is_withdrawn_the_next_closed_and_both_are_said(file: Path) -> None:
    day = Day(2, 7, file)
    assert (day.withdrawn, day.closed) == (["H1"], ["H2"])
    said = {(one.told["ticket_number"], one.told["status"]) for one in day.shuffled() if "status" in one.told}
    assert said == {("H1", "Open"), ("H1", "Withdrawn"), ("H2", "Open"), ("H2", "Closed")}


def test_a_file_with_fewer_rows_than_were_asked_for_makes_no_day(file: Path) -> None:
    with pytest.raises(AssertionError, match="has 2 tickets, not 3"):
        Day(3, 7, file)

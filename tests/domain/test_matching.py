"""Which workflow takes a ticket, and why."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tts.domain.matching import Candidate, Intake, choose_workflow, say_match, say_unmatched

NINE = datetime(2026, 11, 2, 9, tzinfo=UTC)


def candidate(number: int, sub_category: str = "", *, since: datetime = NINE) -> Candidate:
    return Candidate(number, f"Workflow {number}", "it", "technology", sub_category, since)


def choice(sub_category: str, *candidates: Candidate) -> int | None:
    chosen = choose_workflow(Intake(" IT ", "TECHNOLOGY", sub_category), candidates)
    return chosen.workflow_id if chosen else None


def test_the_same_sub_category_wins_over_a_blank_one_and_that_over_any_other() -> None:
    same, blank, other = candidate(3, "laptop"), candidate(2), candidate(1, "printer")
    assert choice("Laptop ", other, blank, same) == 3
    assert choice("Laptop", other, blank) == 2
    assert choice("Laptop", other) == 1


def test_a_ticket_without_a_sub_category_goes_to_the_workflow_without_one() -> None:
    assert choice("", candidate(1, "printer"), candidate(2)) == 2


def test_ties_go_to_the_first_initialized_then_to_the_lower_id() -> None:
    late = candidate(1, "printer", since=NINE + timedelta(days=1))
    assert choice("Laptop", late, candidate(3, "desk"), candidate(2, "phone")) == 2


@pytest.mark.parametrize(("department", "category"), [("IT", "Furniture"), ("HR", "Technology"), ("", "")])
def test_department_and_category_must_be_equal(department: str, category: str) -> None:
    assert (
        choose_workflow(Intake(department, category), [candidate(1), Candidate(2, "x", "", "", "", NINE)])
        is None
    )


def test_the_reason_says_what_was_equal() -> None:
    intake = Intake("IT", "Technology", "Laptop")
    assert say_match(intake, candidate(1, "printer"), 3) == (
        "matched Workflow 1 v3: department and category equal, sub-category not used"
    )
    assert say_match(intake, candidate(1, "laptop"), 1) == (
        "matched Workflow 1 v1: department, category and sub-category equal"
    )


def test_the_reason_for_no_match_names_what_is_missing() -> None:
    assert "names no category" in say_unmatched(Intake("IT", " "), department_known=True)
    assert "names no department" in say_unmatched(Intake("", "x"), department_known=False)
    assert "department “HR”" in say_unmatched(Intake("HR", "x"), department_known=False)
    assert "category “Desk”" in say_unmatched(Intake("IT", "Desk"), department_known=True)

"""What Complete does, by end logic and by what is connected."""

from __future__ import annotations

import pytest

from tests.domain.samples import circumstances, details, it_support
from tts.domain.ending import decide_ending
from tts.domain.soundness import check


def test_without_end_logic_the_ticket_is_resolved_and_nothing_goes_out() -> None:
    ending = decide_ending("", frozenset({"ams", "bms"}))
    assert (ending.ticket_status, ending.task_status) == ("Resolved", "completed")
    assert (ending.asks, ending.notifies, ending.waits_on) == (None, False, None)


def test_notification_resolves_and_notifies() -> None:
    ending = decide_ending("notification")
    assert ending.notifies
    assert ending.ticket_status == "Resolved"


@pytest.mark.parametrize(("end_logic", "system"), [("asset", "ams"), ("budget", "bms")])
def test_a_connected_system_is_awaited(end_logic: str, system: str) -> None:
    ending = decide_ending(end_logic, frozenset({system}))
    assert (ending.ticket_status, ending.task_status) == ("Pending External", "pending external")
    assert (ending.asks, ending.waits_on, ending.remark) == (system, system, None)


@pytest.mark.parametrize(
    ("end_logic", "system", "other"), [("asset", "ams", "bms"), ("budget", "bms", "ams")]
)
def test_a_system_that_is_not_connected_is_named_and_not_awaited(
    end_logic: str, system: str, other: str
) -> None:
    ending = decide_ending(end_logic, frozenset({other}))
    assert (ending.ticket_status, ending.asks, ending.waits_on) == ("Resolved", system, None)
    assert ending.remark is not None
    assert system.upper() in ending.remark


@pytest.mark.parametrize(("end_logic", "system"), [("asset", "ams"), ("budget", "bms")])
def test_the_checks_and_the_end_know_a_connected_system_by_the_same_name(end_logic: str, system: str) -> None:
    for connected in (frozenset({system}), frozenset({"ams", "bms"} - {system})):
        around = circumstances(details=details(end_logic=end_logic), configured_systems=connected)
        is_warned = "WF180" in [problem.code for problem in check(it_support(), around)]
        assert is_warned == (decide_ending(end_logic, connected).waits_on is None)

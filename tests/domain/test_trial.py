"""A trial as plain values: the address that carries it, whose turn it is, and how it ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tts.domain.definition import Definition, Details
from tts.domain.errors import Refused
from tts.domain.graph import Graph, Step, Transition
from tts.domain.trial import (
    Act,
    Away,
    Duty,
    Member,
    Move,
    MovesUnreadable,
    Person,
    Setting,
    Staff,
    heard_of,
    offers_of,
    play,
    read_moves,
    write_moves,
)
from tts.domain.trial.moves import LONGEST_TEXT, MOST_MOVES
from tts.domain.values import LARGEST_ID

NINE = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
AGENT, COORDINATOR, ADMIN = 1, 2, 3
STAFF = Staff(
    people={n: Person(n, name) for n, name in enumerate(["Ann", "Ben", "Cy", "Di"], 1)},
    duties={
        AGENT: Duty(AGENT, "Agent"),
        COORDINATOR: Duty(COORDINATOR, "Coordinator", can_coordinate=True),
        ADMIN: Duty(ADMIN, "Admin", is_admin=True),
    },
    members=(Member(1, AGENT, 1), Member(2, AGENT, 2), Member(3, COORDINATOR, 3), Member(4, ADMIN, 4)),
)
GRAPH = Graph(
    (
        Step(1, "Look", role_id=AGENT, role_name="Agent", weight=Decimal("0.5"), is_start=True),
        Step(2, "Mend", role_id=AGENT, role_name="Agent", weight=Decimal("0.5"), is_end=True),
    ),
    (Transition(7, 1, 2, "Found"), Transition(8, 2, 1, "Not mended", note_required=True)),
)
SETTING = Setting(Definition(GRAPH, Details("Repairs", slas={"high": 8 * HOUR})), STAFF, NINE, "high")

notes = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf"]), max_size=60).map(str.strip)
moves = st.one_of(
    st.builds(Move, st.just(Act.CHOOSE), st.none() | st.integers(1, LARGEST_ID), notes),
    st.builds(Move, st.just(Act.CLAIM), st.integers(1, LARGEST_ID)),
    st.builds(Move, st.just(Act.WAIT), st.integers(1, 1440)),
    st.builds(Move, st.just(Act.UNTIL), st.integers(30_000_000, 40_000_000)),
    st.builds(Move, st.sampled_from([Act.HOLD, Act.RESUME, Act.ESCALATE]), note=notes),
    st.builds(Move, st.just(Act.PRIORITY), note=notes, word=st.sampled_from(["low", "urgent"])),
    st.just(Move(Act.NEXT_MARK)),
)


@given(st.lists(moves, max_size=8))
def test_the_moves_of_a_trial_come_back_from_its_address(made: list[Move]) -> None:
    text = write_moves(made)
    if len(text) <= LONGEST_TEXT:
        assert read_moves(text) == tuple(made)
        assert text.isascii()


@given(st.text(max_size=60))
def test_any_other_text_is_refused_in_words_or_read_as_what_it_would_be_written(text: str) -> None:
    try:
        found = read_moves(text)
    except MovesUnreadable as refusal:
        assert "begin a new" in refusal.sentence or "Begin a new" in refusal.sentence
    else:
        assert read_moves(write_moves(found)) == found


def test_a_trial_takes_no_more_moves_than_an_address_carries() -> None:
    assert len(read_moves("~".join(["n"] * MOST_MOVES))) == MOST_MOVES
    with pytest.raises(MovesUnreadable):
        read_moves("~".join(["n"] * (MOST_MOVES + 1)))


@settings(max_examples=40)
@given(st.lists(moves, max_size=12))
def test_the_same_moves_always_lead_to_the_same_and_change_nothing_before(made: list[Move]) -> None:
    first = play(SETTING, made)
    again = play(SETTING, made)
    assert (again.run, again.done, str(again.refusal)) == (first.run, first.done, str(first.refusal))
    assert first.done <= len(made)
    earlier = play(SETTING, made[: first.done // 2]).run.log
    assert first.run.log[: len(earlier)] == earlier
    assert SETTING.staff == STAFF


def test_turns_go_round_and_who_is_away_is_passed_over() -> None:
    found = play(SETTING, [Move(Act.CHOOSE, 7)]).run
    assert found.holder_name == "Ben"
    away = replace(STAFF, leaves=(Away(1, NINE, NINE + HOUR),))
    run = play(replace(SETTING, staff=away), []).run
    assert run.holder_name == "Ben"
    assert run.item is not None
    assert run.item.why == "The only one available as Agent. Passed over: Ann is on leave."


def test_what_waits_for_nobody_finds_who_comes_back() -> None:
    gone = replace(STAFF, leaves=(Away(1, NINE, NINE + HOUR), Away(2, NINE, NINE + 9 * HOUR)))
    waits = play(replace(SETTING, staff=gone), []).run
    assert waits.holder_name is None
    back = play(replace(SETTING, staff=gone), [Move(Act.NEXT_MARK)]).run
    assert (back.holder_name, back.now) == ("Ann", NINE + HOUR)


REVIEWER = 4
QUEUED = Graph(
    (replace(GRAPH.steps[0], assignment="queue", escalate_to=REVIEWER), GRAPH.steps[1]), GRAPH.transitions
)
MANY = replace(
    STAFF,
    people={**STAFF.people, 5: Person(5, "Eve"), 6: Person(6, "Flo"), 7: Person(7, "Gus", is_active=False)},
    duties={**STAFF.duties, REVIEWER: Duty(REVIEWER, "Manager", can_review=True)},
    members=(*STAFF.members, Member(5, REVIEWER, 5), Member(6, COORDINATOR, 6), Member(7, AGENT, 7)),
)
WAITING = replace(SETTING, definition=Definition(QUEUED, SETTING.definition.details), staff=MANY)


def claimed_by(setting: Setting, user_id: int) -> str:
    """Who has the item after that claim, or why not."""
    played = play(setting, [Move(Act.CLAIM, user_id)])
    return str(played.refusal or played.run.holder_name)


def test_what_waits_is_claimed_by_members_and_by_who_oversees_it() -> None:
    run = play(WAITING, []).run
    assert [one.name for one in offers_of(run).claimants] == ["Ann", "Ben", "Cy", "Di", "Eve"]
    assert [claimed_by(WAITING, user_id) for user_id in (1, 3, 4, 5)] == ["Ann", "Cy", "Di", "Eve"]
    for user_id in (6, 7, 99):
        assert claimed_by(WAITING, user_id).endswith("only its members may claim it.")


def test_nobody_claims_their_own_request() -> None:
    for user_id in (1, 4):
        own = replace(WAITING, requester_id=user_id, requester_name="x")
        assert claimed_by(own, user_id).startswith("You asked for this ticket yourself")
        assert user_id not in {one.user_id for one in offers_of(play(own, []).run).claimants}


def test_a_role_out_of_use_gives_nobody_a_claim() -> None:
    duties = {**MANY.duties, AGENT: Duty(AGENT, "Agent", is_active=False)}
    closed = replace(WAITING, staff=replace(MANY, duties=duties))
    assert claimed_by(closed, 1).endswith("only its members may claim it.")
    assert claimed_by(closed, 4) == "Di"
    assert [one.name for one in offers_of(play(closed, []).run).claimants] == ["Cy", "Di", "Eve"]


def test_a_coming_back_uses_only_the_rest_of_the_share() -> None:
    made = [Move(Act.WAIT, 60), Move(Act.CHOOSE, 7), Move(Act.CHOOSE, 8, "Again")]
    run = play(SETTING, made).run
    assert run.step.name == "Look"
    assert run.clock.budget == 3 * HOUR


@pytest.mark.parametrize(
    ("end_logic", "configured", "system", "remark"),
    [
        ("budget", {"bms"}, "BMS", False),
        ("budget", set(), "BMS", True),
        ("asset", set(), "AMS", True),
    ],
)
def test_the_end_says_which_system_would_be_asked(
    end_logic: str, configured: set[str], system: str, remark: bool
) -> None:
    details = replace(SETTING.definition.details, end_logic=end_logic)
    setting = replace(SETTING, definition=Definition(GRAPH, details), configured=frozenset(configured))
    run = play(setting, [Move(Act.CHOOSE, 7), Move(Act.CHOOSE)]).run
    (asked,) = [heard for one in run.log for heard in heard_of(one) if heard.kind is None]
    assert asked.system == system
    assert (asked.remark is not None) is remark
    assert run.waiting_on == (None if remark else end_logic.replace("budget", "bms"))
    assert play(setting, [Move(Act.CHOOSE, 7), Move(Act.CHOOSE), Move(Act.NEXT_MARK)]).refusal is not None


def test_without_a_start_or_a_role_there_nothing_begins() -> None:
    for steps in ((), (replace(GRAPH.steps[0], role_id=None),)):
        definition = Definition(Graph(steps), SETTING.definition.details)
        with pytest.raises(Refused):
            play(replace(SETTING, definition=definition), [])

"""A trial and a real ticket, given the same moves: the same steps, holders, due times, marks and messages."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tests.cast import MORNING, send_away
from tests.desk import open_desk
from tests.services.trial_twins import LONG, begin_twins
from tests.workflows import HOUR, SUPPORT
from tts.domain.trial import Act, Move, Run, offers_of
from tts.domain.trial.moves import until
from tts.models import Membership
from tts.queries.trial import staff_of

Db = scoped_session[Session]
MOVES = 25
SEEDS = range(8)


def any_move(run: Run, dice: random.Random) -> Move:
    """Something one could try now, sensible or not."""
    offers = offers_of(run)
    note = dice.choice(["", "Because of the printer.", "Because of the printer."])
    moves: list[Callable[[], Move]] = [
        lambda: Move(Act.WAIT, dice.choice([1, 30, 60, 240, 1440])),
        lambda: until(run.now + timedelta(hours=dice.randint(1, 20))),
        lambda: Move(Act.PRIORITY, note=note, word=dice.choice(["low", "medium", "high", "urgent"])),
        lambda: Move(Act.HOLD, note=note),
        lambda: Move(Act.RESUME, note=note),
        lambda: Move(Act.ESCALATE, note=note),
        lambda: Move(Act.RETURN, note=note),
    ]
    if offers.next_at is not None:
        moves += [lambda: Move(Act.NEXT_MARK)] * 5
    if offers.choices:
        moves += [lambda: Move(Act.CHOOSE, number_of(dice.choice(offers.choices)), note)] * 5
    if offers.claimants:
        moves += [lambda: Move(Act.CLAIM, dice.choice(offers.claimants).user_id)] * 4
        moves.append(lambda: Move(Act.CLAIM, run.setting.requester_id))
    return dice.choice(moves)()


def number_of(choice: Any) -> int | None:
    return int(choice.transition.transition_id) if choice.transition else None


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("name", ["Ada", "Cora", "Max", "Tom"])
def test_what_waits_is_claimed_in_both_by_who_is_of_its_role_or_oversees_it(session: Db, name: str) -> None:
    twins = begin_twins(session, LONG, random.Random(3), "Rita")
    cast, graph = twins.desk.cast, twins.setting.definition.graph
    assign = next(one for one in graph.transitions if one.name == "Assign")
    if twins.played.run.holder_name is None:
        twins.make(Move(Act.CLAIM, cast.user_ids["Ada"]))
    twins.make(Move(Act.CHOOSE, int(assign.transition_id)))
    run = twins.played.run
    assert run.item is not None
    assert run.item.holder_id is None
    user_id = run.coordinator_id if name == "Cora" and run.coordinator_id else cast.user_ids[name]
    twins.make(Move(Act.CLAIM, user_id))
    assert twins.played.run.item is not None
    assert twins.played.run.item.holder_id == user_id
    twins.compare()


def test_a_leave_that_ended_before_the_trial_but_after_a_turn_counts(session: Db) -> None:
    desk = open_desk(session)
    cast = desk.cast
    session.execute(sa.update(Membership).values(last_turn_at=MORNING + HOUR))
    send_away(session, cast.alice, MORNING - HOUR, MORNING + HOUR / 2)
    session.commit()
    staff = staff_of(session, desk.flow.graph, since=MORNING)
    assert [one.user_id for one in staff.leaves] == [cast.user_ids["Alice"]]


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("seed", SEEDS)
def test_a_trial_foretells_what_becomes_of_the_real_ticket(session: Db, seed: int) -> None:
    dice = random.Random(seed)
    twins = begin_twins(session, LONG if seed % 2 else SUPPORT, dice, dice.choice(["Rita", "Alice", "Tom"]))
    twins.compare()
    for _ in range(MOVES):
        run = twins.played.run
        if run.item is None:
            break
        twins.make(any_move(run, dice))
        twins.compare()
    assert twins.moves

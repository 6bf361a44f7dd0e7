"""A trial and a real ticket, given the same moves: the same steps, holders, due times, marks and messages."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session, scoped_session

from tests.services.trial_twins import LONG, begin_twins
from tests.workflows import SUPPORT
from tts.domain.trial import Act, Move, Run, offers_of
from tts.domain.trial.moves import until

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
    return dice.choice(moves)()


def number_of(choice: Any) -> int | None:
    return int(choice.transition.transition_id) if choice.transition else None


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

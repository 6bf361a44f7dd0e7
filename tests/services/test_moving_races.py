"""Moves beside people who act, beside other workers, and after a worker that was killed."""

from __future__ import annotations

import random
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tests.desk import Desk, open_desk
from tests.racing import engine_of, race
from tests.services.moving import HALF, LATER, assert_true, begin, carry, changed, fates, next_version, stood
from tests.services.sweeping import sweep
from tts.models import MovedTicket, Moving
from tts.services.moving import back, carry_movings, move, undo_moving
from tts.services.moving import carry as its_carrying
from tts.services.tasks import complete_task_item, hold_item, resume_item
from tts.services.tasks.standing import Standing

STEP = timedelta(minutes=7)


@pytest.fixture
def desk(session: scoped_session[Session]) -> Desk:
    """A desk with the support workflow."""
    return open_desk(session)


def test_a_worker_that_stops_in_the_middle_is_followed_by_one_that_goes_on(desk: Desk) -> None:
    tickets = [desk.submit() for _ in range(5)]
    moving_id = begin(desk, next_version(desk))
    looks = iter([False, False, False, True])
    done = carry_movings(desk.session, clock=lambda: LATER, stop=lambda: next(looks, True)).done
    assert 0 < done < 5
    states = [state for state, _ in fates(desk, moving_id).values()]
    assert states.count("moved") == done
    assert desk.session.get_one(Moving, moving_id).status == "running"
    assert carry(desk).done == 5 - done
    assert {state for state, _ in fates(desk, moving_id).values()} == {"moved"}
    assert all(desk.kinds(ticket).count("ticket.moved") == 1 for ticket in tickets)
    assert_true(desk)


def test_of_several_workers_each_ticket_is_moved_by_one(desk: Desk, database_url: str) -> None:
    tickets = [desk.submit() for _ in range(6)]
    begin(desk, next_version(desk))
    desk.session.rollback()
    done = race(database_url, [partial(carry_movings, clock=lambda: LATER)] * 3)
    assert sum(one.done for one in done if not isinstance(one, Exception)) == 6
    assert all(desk.kinds(ticket).count("ticket.moved") == 1 for ticket in tickets)
    assert_true(desk)


def test_what_a_worker_read_before_does_not_hide_what_is_left(desk: Desk, database_url: str) -> None:
    ticket = desk.submit()
    moving_id = begin(desk, next_version(desk))
    carry(desk)
    assert desk.task(ticket).workflow_version_id != desk.flow.version_id
    flow_id, ada = desk.flow.workflow_id, desk.cast.ada
    with engine_of(database_url) as engine, Session(engine) as other:
        undo_moving(other, flow_id, moving_id, actor=ada, now=LATER)
    assert carry(desk).done == 1
    assert desk.task(ticket).workflow_version_id == desk.flow.version_id


def test_an_act_and_a_move_at_the_same_moment_both_hold(desk: Desk, database_url: str) -> None:
    ticket = desk.submit()
    item, holder = desk.open_item(ticket), desk.holder(ticket)
    choice, item_id = desk.flow.choice("Triage", "Assign"), item.id
    version = next_version(desk, slas=HALF)
    moving_id = begin(desk, version)
    desk.session.rollback()
    act = partial(complete_task_item, item_id=item_id, transition_id=choice, actor=holder, now=LATER)
    race(database_url, [act, partial(carry_movings, clock=lambda: LATER)])
    assert fates(desk, moving_id) == {ticket.ticket_id: ("moved", "")}
    task = desk.task(ticket)
    assert (task.step_name, task.workflow_version_id) == ("Resolve", version)
    assert desk.open_item(ticket).step_name == "Resolve"
    assert_true(desk)


def test_taking_back_while_workers_move_leaves_every_ticket_on_one_side(
    desk: Desk, database_url: str
) -> None:
    tickets = [desk.submit() for _ in range(6)]
    before = [stood(desk, ticket) for ticket in tickets]
    moving_id = begin(desk, next_version(desk, slas=HALF))
    desk.session.rollback()
    flow_id, ada = desk.flow.workflow_id, desk.cast.ada
    undo = partial(undo_moving, workflow_id=flow_id, moving_id=moving_id, actor=ada, now=LATER)
    race(database_url, [partial(carry_movings, clock=lambda: LATER), undo])
    carry(desk)
    assert [stood(desk, ticket) for ticket in tickets] == before
    assert desk.session.get_one(Moving, moving_id).status == "undone"
    assert {state for state, _ in fates(desk, moving_id).values()} <= {"undone", "stayed"}
    assert_true(desk)


def test_a_ticket_that_fails_stays_with_the_reason_and_the_others_go(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, fine = desk.submit(), desk.submit()
    moving_id = begin(desk, next_version(desk))
    real = move.put_visit

    def refuse(session: Session, standing: Standing, *given: Any, **named: Any) -> None:
        if standing.ticket.id == broken.ticket_id:
            raise RuntimeError("odd")
        real(session, standing, *given, **named)

    monkeypatch.setattr(move, "put_visit", refuse)
    assert carry(desk).failed == 1
    assert fates(desk, moving_id) == {
        broken.ticket_id: ("stayed", "It could not be moved: RuntimeError."),
        fine.ticket_id: ("moved", ""),
    }
    assert_true(desk)


def test_a_ticket_that_cannot_go_back_is_told_so(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    ticket = desk.submit()
    moving_id = begin(desk, next_version(desk))
    carry(desk)

    def refuse(*given: Any, **named: Any) -> None:
        raise RuntimeError("odd")

    monkeypatch.setattr(back, "put_visit", refuse)
    undo_moving(desk.session, desk.flow.workflow_id, moving_id, actor=desk.cast.ada, now=LATER)
    carry(desk)
    assert fates(desk, moving_id) == {
        ticket.ticket_id: ("kept", "It could not be brought back: RuntimeError.")
    }


def test_while_no_move_is_at_work_a_worker_only_asks(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(its_carrying, "close_movings")
    assert carry(desk).done == 0
    desk.submit()
    begin(desk, next_version(desk))
    with pytest.raises(NameError):
        carry(desk)


@pytest.mark.parametrize("seed", range(3))
def test_clocks_and_chains_hold_after_moves_at_random(desk: Desk, seed: int) -> None:
    chance = random.Random(seed)
    flow = desk.flow
    versions = [
        flow.version_id,
        next_version(desk, slas=HALF),
        next_version(desk, changed(desk, "Resolve", pauses_clock=True, weight=None), number=3),
    ]
    now, at = LATER, [desk.submit(now=LATER) for _ in range(4)]
    for _ in range(12):
        now += STEP * chance.randint(1, 9)
        ticket = chance.choice(at)
        deed = chance.choice(["act", "hold", "move", "undo", "sweep"])
        item = desk.open_item(ticket)
        if deed == "act" and item.status not in ("on hold", "waiting") and item.step_name != "Verify":
            name = {"Triage": "Assign", "Resolve": "Done"}[item.step_name]
            desk.choose(ticket, name, now)
        elif deed == "hold" and item.holder_id is not None:
            change = partial(resume_item) if item.status == "on hold" else partial(hold_item, reason="wait")
            change(desk.session, item.id, actor=desk.cast.ada, now=now)
        elif deed == "move":
            was, to = desk.task(ticket).workflow_version_id, chance.choice(versions)
            if was != to:
                begin(desk, to, was=was, now=now, keep_due=chance.random() < 0.5)
                carry(desk, now)
        elif deed == "undo":
            last = desk.session.scalar(sa.select(sa.func.max(MovedTicket.moving_id)))
            if last and desk.session.get_one(Moving, last).status == "done":
                undo_moving(desk.session, flow.workflow_id, last, actor=desk.cast.ada, now=now)
                carry(desk, now)
        else:
            sweep(desk, now)
        assert_true(desk)

"""Back from leave: what waited in a person's roles finds them by itself, once, whatever happens."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tests.cast import MORNING, send_away
from tests.desk import Desk, open_desk
from tests.racing import race
from tts.domain.permissions import SYSTEM
from tts.models import Leave, Task
from tts.queries.leaves import unnoticed_returns
from tts.services.people import returns, welcome_back

BACK = MORNING + timedelta(days=1)
AGENTS = ("Alice", "Bob", "Carol")


@pytest.fixture
def desk(session: scoped_session[Session]) -> Desk:
    """A desk whose agents are all away until tomorrow."""
    opened = open_desk(session)
    for name in AGENTS:
        send_away(session, opened.cast.actor(name), MORNING - timedelta(hours=1), BACK)
    return opened


def leaves_over(desk: Desk) -> list[int]:
    return unnoticed_returns(desk.session, now=BACK, limit=10)


def test_nobody_is_back_before_the_end(desk: Desk) -> None:
    early = BACK - timedelta(microseconds=1)
    (leave_id, *_) = leaves_over(desk)
    assert unnoticed_returns(desk.session, now=early, limit=10) == []
    assert welcome_back(desk.session, leave_id, actor=SYSTEM, now=early) is False
    assert len(leaves_over(desk)) == 3


def test_who_is_back_gets_what_waited_and_is_noticed_once(desk: Desk) -> None:
    tickets = [desk.submit() for _ in range(3)]
    assert {desk.open_item(one).holder_id for one in tickets} == {None}
    leave_ids = leaves_over(desk)
    assert [welcome_back(desk.session, one, actor=SYSTEM, now=BACK) for one in leave_ids] == [True] * 3
    assert {desk.holder(one).name for one in tickets} == set(AGENTS)
    assert leaves_over(desk) == []
    told = [desk.kinds(one) for one in tickets]
    assert [welcome_back(desk.session, one, actor=SYSTEM, now=BACK) for one in leave_ids] == [False] * 3
    assert [desk.kinds(one) for one in tickets] == told


def test_a_coordinator_who_is_back_looks_after_what_had_nobody(session: scoped_session[Session]) -> None:
    desk = open_desk(session)
    send_away(session, desk.cast.cora, MORNING - timedelta(hours=1), BACK)
    submitted = desk.submit()
    assert desk.task(submitted).coordinator_id is None
    (leave_id,) = leaves_over(desk)
    welcome_back(session, leave_id, actor=SYSTEM, now=BACK)
    assert desk.task(submitted).coordinator_id == desk.cast.user_ids["Cora"]


def test_a_leave_that_was_over_when_it_was_recorded_is_noticed_once(desk: Desk) -> None:
    send_away(desk.session, desk.cast.tom, MORNING - timedelta(days=9), MORNING - timedelta(days=8))
    (leave_id,) = unnoticed_returns(desk.session, now=MORNING, limit=10)
    assert welcome_back(desk.session, leave_id, actor=SYSTEM, now=MORNING) is True
    assert unnoticed_returns(desk.session, now=MORNING, limit=10) == []


def test_who_has_another_leave_running_gets_nothing_yet(desk: Desk) -> None:
    submitted = desk.submit()
    for name in AGENTS:
        send_away(desk.session, desk.cast.actor(name), BACK - timedelta(hours=1), BACK + timedelta(days=1))
    for leave_id in leaves_over(desk):
        welcome_back(desk.session, leave_id, actor=SYSTEM, now=BACK)
    assert desk.open_item(submitted).holder_id is None
    later = BACK + timedelta(days=1)
    for leave_id in unnoticed_returns(desk.session, now=later, limit=10):
        welcome_back(desk.session, leave_id, actor=SYSTEM, now=later)
    assert desk.open_item(submitted).holder_id is not None


def test_one_that_was_cut_off_is_found_again_and_gives_nothing_twice(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    submitted = desk.submit()
    leave_id = leaves_over(desk)[0]

    def cut_off(*given: object, **also: object) -> bool:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(returns, "_note_return", cut_off)
        with pytest.raises(KeyboardInterrupt):
            welcome_back(desk.session, leave_id, actor=SYSTEM, now=BACK)
    told = desk.kinds(submitted)
    assert desk.open_item(submitted).holder_id is not None
    assert leave_id in leaves_over(desk)
    assert welcome_back(desk.session, leave_id, actor=SYSTEM, now=BACK) is True
    assert desk.kinds(submitted) == told


def test_several_workers_at_once_give_each_item_once(desk: Desk, database_url: str) -> None:
    tickets = [desk.submit() for _ in range(6)]
    leave_ids = leaves_over(desk)
    desk.session.rollback()

    def welcome(session: Session) -> int:
        return sum(welcome_back(session, one, actor=SYSTEM, now=BACK) for one in leave_ids)

    assert sum(race(database_url, [welcome] * 4)) == 3
    desk.session.rollback()
    assert desk.session.scalar(sa.select(sa.func.count()).where(Leave.returned_at.is_(None))) == 0
    assert all(desk.kinds(one).count("item.assigned") == 1 for one in tickets)
    assert desk.session.scalar(sa.select(sa.func.count()).select_from(Task)) == 6

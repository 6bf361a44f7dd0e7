"""Simultaneous acts on both databases: one winner, the others told who and when, nothing half-done."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tests.cast import MORNING
from tests.desk import LAPTOP, Desk, open_desk
from tests.racing import race
from tts.domain.errors import ActedAlready, DomainError
from tts.domain.events import break_in
from tts.models import Event, OutboxMessage, Task, TaskItem, Ticket
from tts.services.escalations import escalate_item
from tts.services.record import link_of
from tts.services.tasks import Outcome, claim_item, complete_task_item, transfer_item
from tts.services.tickets import SubmittedTicket, cancel_ticket, submit_ticket

LATER = MORNING + timedelta(minutes=2)


ROOT = Path(__file__).parents[2]


@pytest.fixture
def desk(session: scoped_session[Session]) -> Desk:
    """A desk with the support workflow."""
    return open_desk(session)


def assert_whole(desk: Desk, submitted: SubmittedTicket) -> None:
    """One open item at most, at the task's step and visit, and a chain that holds."""
    desk.session.rollback()
    task = desk.task(submitted)
    items = desk.session.scalars(sa.select(TaskItem).where(TaskItem.task_id == task.id)).all()
    opened = [item for item in items if item.closed_at is None]
    assert len(opened) == (task.ended_at is None)
    for item in opened:
        assert (item.step_id, item.visit, item.due_at) == (task.step_id, task.visit, task.step_due_at)
    assert break_in(map(link_of, desk.events(submitted))) is None


def test_of_twenty_simultaneous_clicks_one_wins_and_nineteen_are_told(desk: Desk, database_url: str) -> None:
    submitted = desk.submit()
    item_id, holder = desk.open_item(submitted).id, desk.holder(submitted)
    choice = desk.flow.choice("Triage", "Assign")
    desk.session.rollback()
    act = partial(complete_task_item, item_id=item_id, transition_id=choice, actor=holder, now=LATER)
    answers = race(database_url, [act] * 20)
    winners = [answer for answer in answers if isinstance(answer, Outcome)]
    refusals = [answer for answer in answers if isinstance(answer, ActedAlready)]
    assert (len(winners), len(refusals)) == (1, 19)
    next_holder = desk.holder(submitted).name
    sentence = f"{holder.name} chose “Assign” just now; the ticket is now at “Resolve” with {next_holder}."
    assert {refusal.sentence for refusal in refusals} == {sentence}
    assert {refusal.facts["acted_at"] for refusal in refusals} == {LATER}
    assert desk.kinds(submitted).count("item.resolved") == 1
    assert len(desk.messages(submitted, "send_assignment_notification")) == 2
    assert_whole(desk, submitted)


def test_twenty_deliveries_of_one_request_all_get_the_same_answer(desk: Desk, database_url: str) -> None:
    submitted = desk.submit()
    item_id, holder = desk.open_item(submitted).id, desk.holder(submitted)
    choice = desk.flow.choice("Triage", "Assign")
    desk.session.rollback()
    act = partial(
        complete_task_item, item_id=item_id, transition_id=choice, act_key="k", actor=holder, now=LATER
    )
    answers = race(database_url, [act] * 20)
    assert len(set(answers)) == 1
    assert isinstance(answers[0], Outcome)
    assert_whole(desk, submitted)


def test_twenty_deliveries_of_one_form_make_one_ticket(desk: Desk, database_url: str) -> None:
    rita = desk.cast.rita
    desk.session.rollback()
    request = partial(submit_ticket, actor=rita, now=MORNING)

    def submit(session: Session) -> int:
        keyed = {**{name: getattr(LAPTOP, name) for name in LAPTOP.__slots__}, "submission_key": "form"}
        return request(session, type(LAPTOP)(**keyed)).ticket_id

    answers = race(database_url, [submit] * 20)
    assert len(set(answers)) == 1
    assert desk.session.scalar(sa.select(sa.func.count()).select_from(Ticket)) == 1
    assert desk.session.scalar(sa.select(sa.func.count()).select_from(Task)) == 1


def test_completing_transferring_escalating_and_taking_at_once_has_one_winner(
    desk: Desk, database_url: str
) -> None:
    wins: Counter[str] = Counter()
    for _ in range(6):
        submitted = desk.submit()
        item, holder, cora = desk.open_item(submitted), desk.holder(submitted), desk.cast.cora
        other = next(one for one in (desk.cast.alice, desk.cast.bob) if one.user_id != holder.user_id)
        item_id, holder_id, choice = item.id, item.holder_id, desk.flow.choice("Triage", "Assign")
        assert other.user_id is not None
        desk.session.rollback()
        acts: dict[str, Callable[[Session], object]] = {
            "complete": partial(
                complete_task_item, item_id=item_id, transition_id=choice, actor=holder, now=LATER
            ),
            "transfer": partial(
                transfer_item, item_id=item_id, to_user_id=other.user_id, actor=holder, now=LATER
            ),
            "escalate": partial(escalate_item, item_id=item_id, reason="Stuck.", actor=holder, now=LATER),
            "take": partial(claim_item, item_id=item_id, held_by=holder_id, actor=cora, now=LATER),
        }
        answers = race(database_url, list(acts.values()))
        won = [name for name, answer in zip(acts, answers, strict=True) if isinstance(answer, Outcome)]
        lost = [answer for answer in answers if not isinstance(answer, Outcome)]
        assert len(won) == 1
        assert all(isinstance(answer, ActedAlready) for answer in lost), lost
        wins[won[0]] += 1
        assert_whole(desk, submitted)
    assert sum(wins.values()) == 6


def test_a_cancel_and_a_completion_leave_one_whole_story(desk: Desk, database_url: str) -> None:
    for _ in range(4):
        submitted = desk.submit()
        item_id, holder, cora = desk.open_item(submitted).id, desk.holder(submitted), desk.cast.cora
        choice = desk.flow.choice("Triage", "Assign")
        desk.session.rollback()
        answers = race(
            database_url,
            [
                partial(complete_task_item, item_id=item_id, transition_id=choice, actor=holder, now=LATER),
                partial(cancel_ticket, ticket_id=submitted.ticket_id, reason="No.", actor=cora, now=LATER),
            ],
        )
        assert not isinstance(answers[1], DomainError)
        assert desk.ticket(submitted).status == "Withdrawn"
        assert_whole(desk, submitted)


def test_a_waiting_item_is_claimed_by_one_of_three(desk: Desk, database_url: str) -> None:
    submitted = desk.submit()
    item_id = desk.open_item(submitted).id
    desk.session.execute(sa.update(TaskItem).values(holder_id=None, status="waiting"))
    agents = [desk.cast.alice, desk.cast.bob, desk.cast.carol]
    desk.session.commit()
    answers = race(
        database_url, [partial(claim_item, item_id=item_id, actor=agent, now=LATER) for agent in agents]
    )
    won = [agent.name for agent, answer in zip(agents, answers, strict=True) if isinstance(answer, Outcome)]
    lost = [answer for answer in answers if isinstance(answer, ActedAlready)]
    assert (len(won), len(lost)) == (1, 2)
    assert {refusal.facts["acted_by"] for refusal in lost} == set(won)
    assert desk.holder(submitted).name == won[0]


def test_shares_differ_by_no_more_than_the_simultaneous_transactions_and_even_out(
    desk: Desk, database_url: str
) -> None:
    rita, threads = desk.cast.rita, 8
    agents = {desk.cast.user_ids[name]: 0 for name in ("Alice", "Bob", "Carol")}
    desk.session.rollback()

    def submit_three(session: Session) -> None:
        for number in range(3):
            submit_ticket(session, LAPTOP, actor=rita, now=MORNING + timedelta(seconds=number))

    def shares() -> list[int]:
        desk.session.rollback()
        rows = desk.session.execute(
            sa.select(TaskItem.holder_id, sa.func.count())
            .where(TaskItem.step_name == "Triage")
            .group_by(TaskItem.holder_id)
        )
        found = {row[0]: row[1] for row in rows}
        assert set(found) <= set(agents)
        return [found.get(user_id, 0) for user_id in agents]

    answers = race(database_url, [submit_three] * threads)
    assert answers == [None] * threads
    assert sum(shares()) == 24
    assert max(shares()) - min(shares()) <= threads
    for second in range(15):
        submit_ticket(desk.session, LAPTOP, actor=rita, now=LATER + timedelta(seconds=second))
    assert max(shares()) - min(shares()) <= 1


def test_a_process_killed_in_the_middle_of_an_act_leaves_nothing_half_done(
    desk: Desk, database_url: str
) -> None:
    submitted = desk.submit()
    item_id, holder = desk.open_item(submitted).id, desk.holder(submitted)
    choice = desk.flow.choice("Triage", "Assign")
    before = count_rows(desk)
    desk.session.rollback()
    child = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "tests.stopped_child",
            database_url,
            *map(str, (item_id, choice, holder.user_id)),
        ],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    try:
        assert child.stdout.readline() == "stopped\n"
    finally:
        child.send_signal(signal.SIGKILL)
        child.wait()
        child.stdout.close()
    assert count_rows(desk) == before
    assert desk.open_item(submitted).id == item_id
    assert_whole(desk, submitted)
    desk.choose(submitted, "Assign", LATER)
    assert desk.open_item(submitted).step_name == "Resolve"
    assert_whole(desk, submitted)


def count_rows(desk: Desk) -> list[int]:
    """How many rows the tables have that an act writes."""
    desk.session.rollback()
    return [
        desk.session.scalar(sa.select(sa.func.count()).select_from(table)) or 0
        for table in (TaskItem, Event, OutboxMessage, Ticket)
    ]

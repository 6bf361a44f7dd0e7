"""A real ticket and its trial, moved alike and held against each other."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tests.cast import MORNING, join, send_away
from tests.desk import Desk, open_desk
from tests.domain.calendars import office
from tests.workflows import HOUR, Arrow, Place, Plan
from tts.domain.clocks import due_times, time_left
from tts.domain.definition import Definition
from tts.domain.errors import DomainError
from tts.domain.notifications import read_notice
from tts.domain.permissions import SYSTEM, Actor
from tts.domain.trial import Act, Move, Played, Post, Run, Setting, heard_of, play
from tts.domain.watch import next_mark_at
from tts.models import Leave, Membership, Notification, Task
from tts.queries.leaves import unnoticed_returns
from tts.queries.trial import staff_of
from tts.queries.versions import running_version
from tts.services.escalations import escalate_item, return_item
from tts.services.marks import sweep_marks
from tts.services.notifications import hand_out_notices
from tts.services.people import welcome_back
from tts.services.tasks import claim_item, complete_task_item, hold_item, resume_item
from tts.services.tickets import SubmittedTicket, change_priority, withdraw_ticket

Db = scoped_session[Session]

LONG = Plan(
    places=(
        Place("Triage", "Agent", "0.2", is_start=True, escalate_to="Manager", assignment="least_loaded"),
        Place("Wait", "Agent", "0", pauses_clock=True, escalate_to="Manager"),
        Place("Resolve", "Technician", "0.5", escalate_to="Manager", assignment="queue"),
        Place("Look again", "Agent", "0.1"),
        Place("Verify", "Agent", "0.2", is_end=True, escalate_to="Manager"),
    ),
    arrows=(
        Arrow("Triage", "Ask", "Wait"),
        Arrow("Triage", "Assign", "Resolve"),
        Arrow("Wait", "Answered", "Triage"),
        Arrow("Resolve", "Done", "Verify"),
        Arrow("Resolve", "Unclear", "Look again", note_required=True),
        Arrow("Look again", "Sent back", "Resolve"),
        Arrow("Verify", "Not solved", "Resolve", note_required=True),
        Arrow("Verify", "From the top", "Triage"),
    ),
    slas={"low": 40 * HOUR, "medium": 16 * HOUR, "high": 8 * HOUR, "urgent": None},
    calendar=office(),
    end_logic="asset",
)
"""Every policy, a pausing step, one without escalation, ways back, office hours, no promise for urgent."""

STAFF = ["Alice", "Bob", "Carol", "Tom", "Tina", "Max", "Mona", "Cora"]
EVENT_FACTS = ("ticket.submitted", "ticket.matched")
"""Told before the draft has its say: who matched it and why is not the trial's."""


@dataclass
class Twins:
    """A real ticket and its trial, moved alike."""

    desk: Desk
    setting: Setting
    submitted: SubmittedTicket
    now: datetime
    moves: list[Move] = field(default_factory=list)

    @property
    def played(self) -> Played:
        return play(self.setting, self.moves)

    def make(self, move: Move) -> None:
        """The same move on both; what one refuses, the other has to refuse in the same words."""
        before = self.played.run
        after = play(self.setting, [*self.moves, move])
        refusal = self.really(move, before)
        assert str(after.refusal or "") == str(refusal or ""), move
        if after.refusal is None:
            self.moves.append(move)

    def really(self, move: Move, before: Run) -> DomainError | None:
        """The move on the services, then what a prompt worker does at once."""
        self.desk.session.rollback()
        if move.act in (Act.NEXT_MARK, Act.WAIT, Act.UNTIL):
            after = play(self.setting, [*self.moves, move]).run
            self.go_on(after.now)
            return None
        try:
            self.act(move, before)
        except DomainError as refusal:
            self.desk.session.rollback()
            return refusal
        hand_out_notices(self.desk.session, compose=None, now=self.now)
        self.go_on(self.now)
        return None

    def act(self, move: Move, before: Run) -> None:
        session, item_id, now = self.desk.session, self.desk.open_item(self.submitted).id, self.now
        item = before.item
        assert item is not None
        overseer = self.person(before.coordinator_id or self.desk.cast.user_ids["Ada"])
        keeper = self.person(item.holder_id) if item.holder_id else overseer
        match move.act:
            case Act.CHOOSE:
                complete_task_item(session, item_id, move.number, note=move.note, actor=keeper, now=now)
            case Act.CLAIM:
                claim_item(session, item_id, actor=self.person(move.number), now=now)
            case Act.HOLD:
                hold_item(session, item_id, move.note, actor=keeper, now=now)
            case Act.RESUME:
                resume_item(session, item_id, move.note, actor=keeper, now=now)
            case Act.ESCALATE:
                escalate_item(session, item_id, move.note, actor=keeper, now=now)
            case Act.RETURN:
                reviewer = keeper if item.holder_id and keeper.name in ("Max", "Mona", "Ada") else overseer
                return_item(session, item_id, move.note, actor=reviewer, now=now)
            case Act.PRIORITY:
                ticket_id = self.submitted.ticket_id
                change_priority(session, ticket_id, move.word, move.note, actor=overseer, now=now)

    def person(self, user_id: int | None) -> Actor:
        return self.desk.cast.called(user_id)

    def go_on(self, moment: datetime) -> None:
        """A worker that is never late: each mark and each return at its own moment."""
        session = self.desk.session
        for _ in range(300):
            at = min((one for one in self.moments() if one <= moment), default=None)
            if at is None:
                break
            self.now = now = max(self.now, at)
            sweep_marks(session, worker="test", clock=lambda now=now: now)
            for leave_id in unnoticed_returns(session, now=now, limit=10):
                welcome_back(session, leave_id, actor=SYSTEM, now=now)
            hand_out_notices(session, compose=None, now=now)
        self.now = max(self.now, moment)

    def moments(self) -> Iterator[datetime]:
        mark_at = self.desk.task(self.submitted).next_mark_at
        if mark_at is not None:
            yield mark_at
        yield from self.desk.session.scalars(sa.select(Leave.ends_at).where(Leave.returned_at.is_(None)))

    def compare(self) -> None:
        """Everything the trial says of where the ticket is, and all that it says happened."""
        run = self.played.run
        assert trial_state(run) == self.real_state()
        assert [told(one.at, one.actor.user_id, one.happening) for one in run.log] == self.real_events(run)
        assert [tell_post(post) for one in run.log for post in one.posts] == self.real_messages()
        assert sorted(rung(run)) == sorted(self.real_bells())
        assert {one.member_id: (one.turn, one.last_turn_at) for one in run.staff.members} == self.real_turns(
            run
        )

    def real_state(self) -> dict[str, Any]:
        desk, submitted = self.desk, self.submitted
        task, ticket = desk.task(submitted), desk.ticket(submitted)
        item = desk.open_item(submitted) if ticket.ended_at is None and not task.waiting_on else None
        return {
            "step": task.step_name,
            "visit": task.visit,
            "holder": item and item.holder_id,
            "item": item and (item.status, item.origin, item.role_id, item.due_at),
            "due": (task.due_at, task.step_due_at),
            "left": (task.left, task.step_left),
            "spent": {key: value for key, value in task.spent.items() if value},
            "grace": task.is_grace,
            "marks": (task.step_mark, task.ticket_mark),
            "next": task.next_mark_at if item else None,
            "coordinator": task.coordinator_id,
            "status": (ticket.status, ticket.priority, task.waiting_on),
            "ended": ticket.ended_at,
            "breached": task.breached_at,
        }

    def real_events(self, run: Run) -> list[Any]:
        events = self.desk.events(self.submitted)
        assert [one.kind for one in events] == [one.happening.kind for one in run.log]
        facts = [one.happening.facts for one in run.log]
        return [
            told(event.at, event.actor_id, event, {key: event.facts.get(key) for key in known})
            for event, known in zip(events, facts, strict=True)
        ]

    def real_messages(self) -> list[Any]:
        found = []
        for row in self.desk.messages(self.submitted):
            if row.destination == "notification":
                notice = read_notice(row.kind, row.payload)
                found.append((row.kind, notice.user_id, notice.text, notice.due_at))
            else:
                found.append((row.destination, row.kind, row.remark, None))
        return found

    def real_bells(self) -> list[Any]:
        """What stands under people's bells about this ticket."""
        ticket_id = self.submitted.ticket_id
        rows = self.desk.session.scalars(sa.select(Notification).where(Notification.ticket_id == ticket_id))
        return [(row.user_id, row.kind, row.text) for row in rows]

    def real_turns(self, run: Run) -> dict[int, Any]:
        known = [one.member_id for one in run.staff.members]
        rows = self.desk.session.scalars(sa.select(Membership).where(Membership.id.in_(known)))
        return {row.id: (row.turn, row.last_turn_at) for row in rows}


def trial_state(run: Run) -> dict[str, Any]:
    item, due, left = run.item, due_times(run.clock), time_left(run.clock)
    return {
        "step": run.step.name,
        "visit": run.visit,
        "holder": item and item.holder_id,
        "item": item and (item.status, item.origin, item.role_id, due.step),
        "due": (due.ticket, due.step),
        "left": (left.ticket, left.step),
        "spent": {key: value for key, value in run.clock.spent.items() if value},
        "grace": run.clock.is_grace,
        "marks": (run.watch.step_mark, run.watch.ticket_mark),
        "next": next_mark_at(run.watch) if item else None,
        "coordinator": run.coordinator_id,
        "status": (run.status, run.priority, run.waiting_on),
        "ended": run.ended_at,
        "breached": run.breached_at,
    }


def rung(run: Run) -> Iterator[Any]:
    """Whom the trial says a bell would ring for, and what it would say."""
    for happened in run.log:
        for heard in heard_of(happened):
            if heard.kind is not None:
                yield from ((user_id, heard.kind.value, heard.text) for user_id in heard.user_ids)


def told(at: datetime, actor_id: int | None, event: Any, facts: Any = None) -> tuple[Any, ...]:
    """An event as both sides tell it; how a ticket found its workflow is not the trial's to say."""
    words = (None,) * 3 if event.kind in EVENT_FACTS else (event.was, event.became, event.reason)
    kept = dict(event.facts) if facts is None else facts
    return (event.kind, at, actor_id, *words, kept)


def tell_post(post: Post) -> tuple[Any, ...]:
    if post.destination != "notification":
        return (post.destination, post.kind, post.remark, None)
    notice = read_notice(post.kind, post.payload)
    return (post.kind, notice.user_id, notice.text, notice.due_at)


def begin_twins(session: Db, plan: Plan, dice: random.Random, requester: str) -> Twins:
    """A desk with some unevenness: other tickets, people on leave, more members."""
    desk = open_desk(session, plan)
    cast = desk.cast
    join(session, cast.user_ids["Bob"], cast.role("Technician"))
    join(session, cast.user_ids["Tina"], cast.role("Agent"))
    session.commit()
    for name in dice.sample(STAFF, dice.randint(0, 6)):
        begins = MORNING + timedelta(hours=dice.randint(-30, 8))
        send_away(session, cast.actor(name), begins, begins + timedelta(hours=dice.randint(31, 80)))
    for number in range(dice.randint(0, 6)):
        keep_still(desk, desk.submit(now=MORNING - timedelta(minutes=90 - number)))
    priority = dice.choice(["low", "medium", "high", "urgent"])
    graph = desk.flow.graph
    requester_id = cast.user_ids[requester]
    staff = staff_of(session, graph, requester_id=requester_id, since=MORNING)
    session.rollback()
    submitted = desk.submit(priority=priority, actor=cast.actor(requester))
    version = running_version(session, desk.flow.version_id)
    setting = Setting(
        Definition(version.graph, version.details),
        staff,
        MORNING,
        priority,
        requester_id,
        requester,
        desk.ticket(submitted).number,
        frozenset({"ams"} if dice.random() < 0.5 else ()),
    )
    twins = Twins(desk, setting, submitted, MORNING)
    hand_out_notices(session, compose=None, now=MORNING)
    twins.go_on(MORNING)
    return twins


def keep_still(desk: Desk, other: SubmittedTicket) -> None:
    """Another ticket took its turns and loads its holder; what becomes of it later is not of this story."""
    task, item = desk.task(other), desk.open_item(other)
    if item.holder_id is None or task.coordinator_id is None:
        withdraw_ticket(desk.session, other.ticket_id, actor=desk.cast.rita, now=item.assigned_at)
    desk.session.execute(sa.update(Task).where(Task.id == other.task_id).values(next_mark_at=None))
    desk.session.commit()

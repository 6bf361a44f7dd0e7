"""Taking an answer of AMS or BMS: it ends the ticket that waits for it, once; any other changes nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tts.domain.answers import SOON, Answer, AnswerOutcome
from tts.domain.clocks import resume_clock
from tts.domain.ending import NAME_OF, SYSTEM_OF
from tts.domain.events import Happening
from tts.domain.permissions import Actor
from tts.domain.words import TaskStatus, TicketStatus
from tts.models import ExternalAnswer, Ticket
from tts.services.asking import drop_requests
from tts.services.external.keep import keep_answer
from tts.services.notices import coordinator_or_admins, notify_status, tell_status
from tts.services.story import Act, Story, write_story
from tts.services.tasks.rows import update_task, update_ticket, watch_values
from tts.services.tasks.standing import Standing, last_standing, lock_ticket_row
from tts.services.transaction import use_case

A_MINUTE = timedelta(minutes=1)
BY_VERDICT = {True: TicketStatus.RESOLVED, False: TicketStatus.REJECTED}


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of an answer, in a sentence for who gave it; `ticket_status` where it counts.

    `is_replayed`: its key came before, with what is told here again.
    """

    outcome: AnswerOutcome
    ticket_number: str
    sentence: str
    ticket_status: str | None = None
    is_replayed: bool = False

    @property
    def is_taken(self) -> bool:
        """Whether it counts, now or since it came the first time."""
        return self.outcome in (AnswerOutcome.APPLIED, AnswerOutcome.REPEATED)


@dataclass(frozen=True, slots=True)
class _Said:
    """Whether exactly the same came before and counted, and when it came first, if it did at all."""

    has_counted: bool
    first_at: datetime | None


@use_case
def take_answer(session: Session, answer: Answer, *, key: str = "", door: str, now: datetime) -> Taken:
    """Resolve or reject the ticket that waits for this answer, and keep the answer; refusals are kept too.

    Exactly the same answer again is told what the first was told. `key` tells one that is sent again from one
    that says the same anew; without it, what was said before a question does not count soon after it.
    """
    ticket_id = lock_ticket_row(session, Ticket.number == answer.ticket_number)
    standing = None if ticket_id is None else last_standing(session, ticket_id)
    if ticket_id is None:
        taken = _no(AnswerOutcome.WRONG_TICKET, answer, f"There is no ticket {answer.ticket_number} here.")
    else:
        said = _said_before(session, answer, ticket_id)
        taken = _find_replayed(session, answer, ticket_id, key) or _judge(
            standing, answer, said, key=key, now=now
        )
    if taken.outcome is AnswerOutcome.APPLIED and standing is not None:
        _apply(session, standing, answer, Act(Actor(None, NAME_OF[answer.system]), now, answer.comment))
    keep_answer(session, answer, ticket_id, taken.outcome, taken.sentence, key=key, door=door, now=now)
    return taken


def _find_replayed(session: Session, answer: Answer, ticket_id: int, key: str) -> Taken | None:
    """What the first answer about this ticket with this key was told, or that the key is another's."""
    if not key:
        return None
    first = session.execute(
        sa.select(ExternalAnswer.fingerprint, ExternalAnswer.outcome, ExternalAnswer.sentence)
        .where(
            ExternalAnswer.ticket_id == ticket_id,
            ExternalAnswer.system == answer.system,
            ExternalAnswer.key == key,
        )
        .order_by(ExternalAnswer.id)
        .limit(1)
    ).first()
    if first is None:
        return None
    if first.fingerprint != answer.fingerprint:
        sentence = (
            f"This Idempotency-Key came with another answer about {answer.ticket_number}. Nothing was "
            "changed: give each answer a key of its own."
        )
        return _no(AnswerOutcome.KEY_TAKEN, answer, sentence)
    outcome = AnswerOutcome(first.outcome)
    if outcome in (AnswerOutcome.APPLIED, AnswerOutcome.REPEATED):
        return replace(_yes(AnswerOutcome.REPEATED, answer), is_replayed=True)
    return replace(_no(outcome, answer, first.sentence), is_replayed=True)


def _judge(standing: Standing | None, answer: Answer, said: _Said, *, key: str, now: datetime) -> Taken:
    """What was `said` before and counted is told again; with a new key or no time it may be meant anew."""
    number, name = answer.ticket_number, NAME_OF[answer.system]
    is_awaited = standing is not None and standing.task.waiting_on == answer.system
    if said.has_counted and not (is_awaited and (key or not answer.reviewed_at)):
        return _yes(AnswerOutcome.REPEATED, answer)
    if standing is None or SYSTEM_OF.get(standing.version.details.end_logic) != answer.system:
        return _no(AnswerOutcome.WRONG_SYSTEM, answer, f"{number} is not one that {name} answers.")
    asked_at = standing.task.paused_at
    if not is_awaited or asked_at is None:
        sentence = f"{number} does not wait for {name}: it is {standing.ticket.status}. Nothing was changed."
        return _no(AnswerOutcome.NOT_AWAITED, answer, sentence)
    if answer.is_before(asked_at):
        sentence = f"This was decided before {name} was asked about {number} this time. Nothing was changed."
        return _no(AnswerOutcome.NOT_AWAITED, answer, sentence)
    is_old = said.first_at is not None and said.first_at < asked_at
    if is_old and not key and now < asked_at + SOON:
        return _no(AnswerOutcome.NOT_AWAITED, answer, _say_too_soon(number, name))
    return _yes(AnswerOutcome.APPLIED, answer)


def _say_too_soon(number: str, name: str) -> str:
    return (
        f"This is what {name} said about {number} before it was asked this time, less than "
        f"{SOON // A_MINUTE} minutes ago. Nothing was changed. If this is the new answer, send it with a new "
        "Idempotency-Key or with a new reviewed_at."
    )


def _said_before(session: Session, answer: Answer, ticket_id: int) -> _Said:
    """What is known of exactly this answer, in one statement."""
    has_counted = ExternalAnswer.outcome == AnswerOutcome.APPLIED.value
    row = session.execute(
        sa.select(
            sa.func.count().filter(has_counted).label("counted"), sa.func.min(ExternalAnswer.at).label("at")
        ).where(
            ExternalAnswer.ticket_id == ticket_id,
            ExternalAnswer.system == answer.system,
            ExternalAnswer.fingerprint == answer.fingerprint,
        )
    ).one()
    return _Said(row.counted > 0, row.at)


def _yes(outcome: AnswerOutcome, answer: Answer) -> Taken:
    status = BY_VERDICT[answer.is_approved].value
    sentence = f"{answer.ticket_number} is {status} by the answer of {NAME_OF[answer.system]}."
    return Taken(outcome, answer.ticket_number, sentence, status)


def _no(outcome: AnswerOutcome, answer: Answer, sentence: str) -> Taken:
    return Taken(outcome, answer.ticket_number, sentence)


def _apply(session: Session, standing: Standing, answer: Answer, act: Act) -> None:
    """The wait was a pause: it ends, so that the due times are facts again, and so does the ticket."""
    ticket, task, status = standing.ticket, standing.task, BY_VERDICT[answer.is_approved]
    watch = replace(standing.watch, clock=resume_clock(standing.clock, act.now))
    values = {"status": TaskStatus.COMPLETED.value, "waiting_on": None, "ended_at": act.now}
    update_task(session, task.id, {**watch_values(watch), **values, "next_mark_at": None})
    update_ticket(session, ticket, status, ended_at=act.now)
    remark = f"{NAME_OF[answer.system]} answered meanwhile."
    drop_requests(session, ticket.id, remark, now=act.now)
    write_story(session, ticket.id, _tell(session, standing, answer, status, act), act)


def _tell(session: Session, standing: Standing, answer: Answer, status: TicketStatus, act: Act) -> Story:
    ticket = standing.ticket
    facts = {"system": answer.system, **answer.facts}
    happening = Happening(
        "ticket.answered", ticket.status, status.value, act.note or None, standing.version.id, facts
    )
    others = coordinator_or_admins(session, standing.task.coordinator_id)
    messages = tuple(
        notify_status(ticket, user_id, ticket.status, status)
        for user_id in others
        if user_id != ticket.requester_id
    )
    return Story((happening,), (*tell_status(ticket, ticket.status, status), *messages))

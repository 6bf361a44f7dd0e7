"""Tickets of another help desk: sent again and again, they change only what their requester may change.

The source knows a ticket by its number there (`external_id`). What it says a second time changes nothing,
nor does what it said earlier, and nothing that came from it is told back to it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tts.domain.errors import Invalid, NotFound
from tts.domain.events import Happening, Stream
from tts.domain.permissions import Actor, Permission
from tts.domain.source_ticket import (
    SourceRequester,
    SourceTicket,
    read_end_times,
    read_feedback,
    read_source_number,
    read_source_ticket,
)
from tts.domain.wording import DESCRIPTION_LIMIT, SUBJECT_LIMIT, read_body, read_line
from tts.domain.words import OPEN_TICKETS, TicketStatus, read_priority
from tts.models import Event, Ticket
from tts.services.notices import HDTS
from tts.services.people.contacts import contact_for, contact_of_source
from tts.services.story import Act, Story, write_story
from tts.services.tasks.standing import lock_ticket
from tts.services.tickets.end import close_ticket, withdraw_ticket
from tts.services.tickets.match import match_ticket
from tts.services.tickets.request import TicketRequest
from tts.services.tickets.submit import submit_ticket
from tts.services.transaction import use_case

SOURCE = Actor(None, "HDTS", permissions=frozenset(Permission))
OUR_NUMBERS = re.compile(r"TX\d{14}", re.ASCII)
AnySession = Session | scoped_session[Any]


LAST_WORDS = ("ticket.closed", "ticket.withdrawn", "ticket.rated", "ticket.ended_there")
"""The events that hold what the source said of a ticket's end."""

LOOKED_AT = 50
"""So many of them, the newest, say whether a word is new."""


class Taken(StrEnum):
    """What became of a ticket that came in."""

    SUBMITTED = "submitted"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    OLDER = "older than what is known"
    ENDED = "ended already"


@dataclass(frozen=True, slots=True)
class _LastWord:
    """What the source says of a ticket that ended there: how its requester liked it, and when it ended."""

    rating: str | None
    feedback: str
    times: Mapping[str, Any]

    @property
    def is_opinion(self) -> bool:
        """Whether it says what the requester thinks."""
        return self.rating is not None or bool(self.feedback)

    @property
    def says_nothing(self) -> bool:
        """Whether there is nothing to keep."""
        return not self.is_opinion and not self.times


@dataclass(frozen=True, slots=True)
class Received:
    """The ticket here, and what became of it."""

    ticket_id: int
    taken: Taken


def receive_ticket(session: AnySession, payload: object, *, now: datetime) -> Received:
    """Take a ticket of the help desk in, or take over what its requester changed. Raises Invalid.

    Sent twice, or while another delivery of it is being taken in, it is one ticket.
    """
    ticket = read_source_ticket(payload)
    known = find_source_ticket(session, ticket.number)
    if known is None:
        _wanted(ticket, is_unmatched=True)  # refused before its requester becomes a contact
        submitted = submit_ticket(session, _request_of(session, ticket, now), actor=SOURCE, now=now)
        if not submitted.is_repeat:
            return Received(submitted.ticket_id, Taken.SUBMITTED)
        known = submitted.ticket_id
    taken = _change_ticket(session, known, ticket, now=now)
    # Unchanged, too: whoever changed it may have been stopped before matching it.
    if taken in (Taken.CHANGED, Taken.UNCHANGED):
        match_ticket(session, known, actor=SOURCE, now=now)
    return Received(known, taken)


def receive_status(session: AnySession, payload: object, *, now: datetime) -> Taken:
    """What the requester decided there: Closed ends the ticket as resolved, Withdrawn withdraws it.

    Raises Invalid for any other word, NotFound while the ticket itself has not come in.
    """
    if not isinstance(payload, Mapping):
        raise Invalid("A status is an object with named fields.", {"status": "This is no object."})
    number, status = read_source_number(payload), payload.get("status")
    if status not in ("Closed", "Withdrawn"):
        sentence = "The status has to be Closed or Withdrawn."
        raise Invalid(sentence, {"status": sentence})
    ticket_id = find_source_ticket(session, number)
    if ticket_id is None:
        raise NotFound(f"The ticket {number or 'without a number'} has not come in yet.")
    return _end_as_told(session, ticket_id, status, payload, now=now)


def find_source_ticket(session: AnySession, number: str) -> int | None:
    """The ticket here of that number there; None while it has not come in."""
    return session.scalar(sa.select(Ticket.id).where(Ticket.source == HDTS, Ticket.external_id == number))


def _request_of(session: AnySession, ticket: SourceTicket, now: datetime) -> TicketRequest:
    return TicketRequest(
        ticket.subject,
        ticket.description,
        ticket.department,
        ticket.category,
        ticket.sub_category,
        ticket.priority,
        source=HDTS,
        external_id=ticket.number,
        submitted_at=min(ticket.submitted_at, now) if ticket.submitted_at else None,
        payload=ticket.payload,
        requester_id=_requester_id(session, ticket.requester, now),
        number=ticket.number if OUR_NUMBERS.fullmatch(ticket.number) else None,
    )


def _requester_id(session: AnySession, requester: SourceRequester, now: datetime) -> int:
    if requester.email:
        return contact_for(session, requester.email, requester.name, now=now)
    return contact_of_source(session, HDTS, requester.key, requester.name, now=now)


@use_case
def _change_ticket(session: Session, ticket_id: int, told: SourceTicket, *, now: datetime) -> Taken:
    """Subject, description and the payload; what it is matched by and its priority while it is unmatched."""
    ticket = lock_ticket(session, ticket_id)
    if ticket.status not in OPEN_TICKETS:
        return Taken.ENDED
    if _is_older(told, ticket.payload or {}):
        return Taken.OLDER
    wanted = _wanted(told, is_unmatched=ticket.status == TicketStatus.UNMATCHED)
    changed = {name: value for name, value in wanted.items() if getattr(ticket, name) != value}
    if not changed and dict(told.payload) == ticket.payload:
        return Taken.UNCHANGED
    session.execute(
        sa.update(Ticket)
        .where(Ticket.id == ticket_id)
        .values(**changed, payload=dict(told.payload))
        .execution_options(synchronize_session=False)
    )
    write_story(session, ticket_id, _tell_changed(ticket, changed), Act(SOURCE, now))
    return Taken.CHANGED


def _wanted(told: SourceTicket, *, is_unmatched: bool) -> dict[str, str]:
    wanted = {
        "subject": read_line(told.subject, "subject", limit=SUBJECT_LIMIT, required=True),
        "description": read_body(told.description, "description", limit=DESCRIPTION_LIMIT),
    }
    if is_unmatched:
        for name in ("department", "category", "sub_category"):
            wanted[name] = read_line(getattr(told, name), name)
        wanted["priority"] = _priority(told.priority)
    return wanted


def _priority(text: str) -> str:
    try:
        return read_priority(text).value
    except ValueError as error:
        sentence = "The priority is low, medium, high or urgent."
        raise Invalid(sentence, {"priority": sentence}) from error


def _is_older(told: SourceTicket, known: Mapping[str, Any]) -> bool:
    """Whether a later word of the source is known: deliveries may overtake each other."""
    if told.updated_at is None or not known.get("update_date"):
        return False
    before = read_source_ticket(known).updated_at
    return before is not None and told.updated_at < before


def _tell_changed(ticket: Ticket, changed: Mapping[str, str]) -> Story:
    happenings = []
    if "priority" in changed:
        happenings.append(
            Happening(
                "ticket.priority_changed", ticket.priority, changed["priority"], "Changed at its source."
            )
        )
    fields = sorted(name for name in changed if name != "priority")
    if fields or not changed:
        facts = {"fields": [name.replace("_", " ") for name in fields] or ["details"]}
        happenings.append(Happening("ticket.changed", facts=facts))
    return Story(tuple(happenings))


@use_case
def _end_as_told(
    session: Session, ticket_id: int, status: str, payload: Mapping[str, Any], *, now: datetime
) -> Taken:
    ticket = lock_ticket(session, ticket_id)
    word = _LastWord(_read_rating(payload), read_feedback(payload), read_end_times(payload))
    if ticket.status not in OPEN_TICKETS:
        return _keep_word(session, ticket, word, now)
    end = close_ticket if status == "Closed" else withdraw_ticket
    end(session, ticket_id, word.feedback, facts=word.times, actor=SOURCE, now=now)
    if word.rating is not None:
        _keep_word(session, ticket, word, now)
    return Taken.CHANGED


def _read_rating(payload: Mapping[str, Any]) -> str | None:
    """The requester's rating as text, None for none; Invalid for what is neither a number nor a word."""
    rating = payload.get("csat_rating")
    if rating is None or rating == "":
        return None
    if isinstance(rating, bool) or not isinstance(rating, int | float | str) or len(str(rating)) > 40:
        sentence = "The csat_rating is a number or a word of at most 40 characters."
        raise Invalid(sentence, {"csat_rating": sentence})
    return str(rating)


def _keep_word(session: Session, ticket: Ticket, word: _LastWord, now: datetime) -> Taken:
    """What the requester thinks of it, and when it ended there, is kept once; the ticket stays as it is."""
    if word.says_nothing:
        return Taken.ENDED
    rows = session.execute(
        sa.select(Event.kind, Event.became, Event.reason, Event.facts)
        .where(Event.stream == Stream.TICKET.value, Event.stream_id == ticket.id, Event.kind.in_(LAST_WORDS))
        .order_by(Event.seq.desc())
        .limit(LOOKED_AT)
    )
    if _is_known(word, [_LastWord(_rating_in(row), row.reason or "", row.facts) for row in rows]):
        return Taken.UNCHANGED
    kind = "ticket.rated" if word.is_opinion else "ticket.ended_there"
    happening = Happening(kind, None, word.rating, word.feedback or None, facts=word.times)
    write_story(session, ticket.id, Story((happening,)), Act(SOURCE, now))
    return Taken.CHANGED


def _rating_in(event: sa.Row[Any]) -> str | None:
    rating: str | None = event.became if event.kind == "ticket.rated" else None
    return rating


def _is_known(word: _LastWord, earlier: Sequence[_LastWord]) -> bool:
    """Whether that was said, the newest first: an opinion as the last one, times alone at any time."""
    if word.is_opinion:
        return word == next((one for one in earlier if one.is_opinion), None)
    return any(word.times.items() <= one.times.items() for one in earlier)

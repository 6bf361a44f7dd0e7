"""Reading what was asked for: sizes, words, and on whose behalf."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tts.domain.errors import DomainError, Invalid, NotPermitted
from tts.domain.permissions import Permission
from tts.domain.wording import DESCRIPTION_LIMIT, SUBJECT_LIMIT, read_body, read_key, read_line
from tts.domain.words import read_priority
from tts.models import User
from tts.services.story import Act


@dataclass(frozen=True, slots=True)
class TicketRequest:
    """A request as it came. Without `requester_id` the actor asks; `submitted_at` is the source's time.

    `number` is the one it has there, kept here too where it is free.
    """

    subject: str
    description: str
    department: str
    category: str
    sub_category: str = ""
    priority: str = "medium"
    source: str = "page"
    external_id: str | None = None
    submission_key: str | None = None
    submitted_at: datetime | None = None
    payload: Mapping[str, Any] | None = None
    requester_id: int | None = None
    number: str | None = None


@dataclass(frozen=True, slots=True)
class CheckedRequest:
    """The same, trimmed and whole, with its requester."""

    subject: str
    description: str
    department: str
    category: str
    sub_category: str
    priority: str
    source: str
    external_id: str | None
    submission_key: str | None
    submitted_at: datetime
    payload: Mapping[str, Any] | None
    requester_id: int

    def columns(self) -> dict[str, object]:
        """The values as columns of a ticket."""
        return {name: getattr(self, name) for name in self.__slots__}


def check_request(session: Session, request: TicketRequest, act: Act) -> CheckedRequest:
    """Every fault at once: Invalid with a sentence for each field. NotPermitted to ask in another's name."""
    faults: dict[str, str] = {}
    read = _Reader(faults)
    checked = CheckedRequest(
        subject=read.line(request.subject, "subject", limit=SUBJECT_LIMIT, required=True),
        description=read.body(request.description, "description", limit=DESCRIPTION_LIMIT),
        department=read.line(request.department, "department"),
        category=read.line(request.category, "category"),
        sub_category=read.line(request.sub_category, "sub_category"),
        priority=read.priority(request.priority),
        source=read.line(request.source, "source", required=True),
        external_id=read.line(request.external_id, "external_id") or None,
        submission_key=read.key(request.submission_key),
        submitted_at=read.moment(request.submitted_at, act.now),
        payload=request.payload,
        requester_id=_requester(session, request, act),
    )
    if faults:
        raise Invalid(" ".join(faults.values()), faults)
    return checked


def _requester(session: Session, request: TicketRequest, act: Act) -> int:
    """The actor, or a person in whose name coordinators and admins may ask."""
    actor = act.actor
    if request.requester_id is None or request.requester_id == actor.user_id:
        if actor.user_id is None:
            raise Invalid("A ticket needs a requester.", {"requester_id": "A ticket needs a requester."})
        return actor.user_id
    if not actor.may(Permission.COORDINATE):
        raise NotPermitted("You can submit tickets in your own name only.")
    if session.scalar(sa.select(User.id).where(User.id == request.requester_id)) is None:
        sentence = "There is no such requester."
        raise Invalid(sentence, {"requester_id": sentence})
    return request.requester_id


class _Reader:
    """Reads field after field and keeps each one's sentence instead of stopping at the first."""

    def __init__(self, faults: dict[str, str]) -> None:
        self.faults = faults

    def line(
        self, text: str | None, field: str, *, limit: int = SUBJECT_LIMIT, required: bool = False
    ) -> str:
        try:
            return read_line(text, field, limit=limit, required=required)
        except Invalid as fault:
            return self._keep(fault)

    def body(self, text: str | None, field: str, *, limit: int) -> str:
        try:
            return read_body(text, field, limit=limit)
        except Invalid as fault:
            return self._keep(fault)

    def key(self, text: str | None) -> str | None:
        try:
            return read_key(text, "submission_key")
        except Invalid as fault:
            return self._keep(fault)

    def priority(self, text: str | None) -> str:
        try:
            return read_priority(text).value
        except ValueError:
            self.faults["priority"] = "The priority is low, medium, high or urgent."
            return ""

    def moment(self, at: datetime | None, now: datetime) -> datetime:
        if at is not None and at.tzinfo is None:
            self.faults["submitted_at"] = "The time of submission needs its time zone."
            return now
        return at or now

    def _keep(self, fault: DomainError) -> str:
        if isinstance(fault, Invalid):
            self.faults.update(fault.fields)
        return ""

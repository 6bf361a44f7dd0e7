"""Auth naming everybody of the cast, and short words for what neighbours heard of a desk."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from tests.broker.neighbours import MEMBER, ROLE, Neighbour, assert_protocol_2, member, role
from tests.cast import MORNING, PEOPLE, ROLES
from tests.desk import Desk
from tests.workflows import HOUR
from tts.domain.permissions import Actor
from tts.services.escalations import escalate_item
from tts.services.tickets import SubmittedTicket

Read = Callable[[], int]
Send = Callable[[], None]
Heard = list[tuple[str, Any]]
Ids = dict[str, int]
HearAll = Callable[[], Heard]
SUBJECT = "Laptop does not start"
ASKERS = "Requester"
"""A role that may do nothing, by which Auth names who only asks for things."""


def name_everybody(desk: Desk, neighbour: Neighbour, read: Read) -> Ids:
    """Auth tells of everybody in the role they have, by ids of its own; those by first name."""
    roles = {name: number for number, name in enumerate((*ROLES, ASKERS), 50)}
    for name, number in roles.items():
        neighbour.say(ROLE, role(number, name))
    ids = {name: number for number, name in enumerate(PEOPLE, 900)}
    for name, number in ids.items():
        theirs = PEOPLE[name] or ASKERS
        email = f"{name.casefold()}@demo.example"
        neighbour.say(MEMBER, member(number, roles[theirs], theirs, user_email=email, user_full_name=name))
    read_all_of(len(roles) + len(ids), read)
    return ids


def read_all_of(count: int, read: Read) -> None:
    """Take so many messages in: a pass ends at a second of silence, which a busy machine may make."""
    taken, latest = 0, time.monotonic() + 120
    while taken < count:
        assert time.monotonic() < latest, f"{count - taken} of {count} messages never came"
        taken += read()


def hear(neighbour: Neighbour, queue: str, send: Send) -> Heard:
    """What waits in a queue once all is sent, in order: each task with its arguments, whole.

    Fails for what is no task of protocol 2, persistent and in JSON, or has arguments of both sorts.
    """
    send()
    neighbour.heard.clear()
    neighbour.listen(queue, neighbour.left(queue))
    for one in neighbour.heard:
        assert_protocol_2(one)
        assert not (one["args"] and one["kwargs"])
    return [(one["task"], one["kwargs"] or one["args"]) for one in neighbour.heard]


def told(heard: Heard, kind: str) -> list[dict[str, Any]]:
    """The named arguments of each notification of that kind."""
    return [kwargs for task, kwargs in heard if task == f"notifications.send_{kind}_notification"]


def about(desk: Desk, submitted: SubmittedTicket, **more: object) -> dict[str, object]:
    """The ticket's own fields, and more."""
    return {"ticket_number": desk.ticket(submitted).number, "task_title": SUBJECT, **more}


def between(desk: Desk, submitted: SubmittedTicket, **more: object) -> dict[str, object]:
    """The ticket's own fields where two people are named, and more."""
    number = desk.ticket(submitted).number
    return {"from_ticket_number": number, "to_ticket_number": number, "task_title": SUBJECT, **more}


def escalate(desk: Desk, submitted: SubmittedTicket) -> Actor:
    """The holder escalates after an hour; who that was."""
    item, holder = desk.open_item(submitted), desk.holder(submitted)
    escalate_item(desk.session, item.id, "Stuck.", actor=holder, now=MORNING + HOUR)
    return holder


def by_person(found: list[dict[str, Any]], name: str = "user_id") -> list[dict[str, Any]]:
    """In the order of whom they are for."""
    return sorted(found, key=lambda kwargs: kwargs[name])

"""Which use case each task of contracts.md is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from tts.domain import contract
from tts.domain.source_ticket import read_source_number
from tts.services.people.membership_news import sync_membership
from tts.services.people.parking import MembershipNews
from tts.services.people.role_links import is_ours
from tts.services.people.role_news import RoleNews, sync_role
from tts.services.people.sources import AUTH
from tts.services.tickets import receive_status, receive_ticket

Handler = Callable[..., str | None]
"""Applies a message; a sentence where that changed nothing, or nothing yet."""

NOT_OURS = "It concerns another system, so nothing was changed here."
NO_ROLE = "The role was not here when it came, so there was nothing to end."
PARKED = (
    "Its role was not here, or was deactivated, when it came: the membership was put down to wait for it. "
    "It is given as soon as the role is here and active."
)


def _role(session: Any, args: Sequence[Any], *, now: datetime) -> str | None:
    role = contract.only_argument(args)
    news = RoleNews(
        system=contract.read_name(role, "system"),
        external_id=contract.read_id(role, "role_id"),
        name=contract.read_name(role, "name"),
        description=contract.read_words(role, "description"),
        is_deleted=contract.read_action(role) == "delete",
    )
    if not is_ours(news.system, news.name):
        return NOT_OURS
    return NO_ROLE if sync_role(session, news, source=AUTH, now=now) is None else None


def _membership(session: Any, args: Sequence[Any], *, now: datetime) -> str | None:
    member = contract.only_argument(args)
    is_gone = contract.read_action(member) == "delete" or not contract.read_flag(member, "is_active", True)
    news = MembershipNews(
        system=contract.read_name(member, "system"),
        external_role_id=contract.read_id(member, "role_id"),
        role_name=contract.read_name(member, "role_name"),
        email=contract.read_name(member, "user_email"),
        name=contract.read_words(member, "user_full_name"),
        has_role=not is_gone,
        external_user_id=None if member.get("user_id") is None else contract.read_id(member, "user_id"),
    )
    if not is_ours(news.system, news.role_name):
        return NOT_OURS
    return PARKED if sync_membership(session, news, source=AUTH, now=now) else None


def _ticket(session: Any, args: Sequence[Any], *, now: datetime) -> None:
    receive_ticket(session, contract.only_argument(args), now=now)


def _status(session: Any, args: Sequence[Any], *, now: datetime) -> None:
    receive_status(session, contract.only_argument(args), now=now)


HANDLERS: Mapping[str, Handler] = {
    contract.ROLE_SYNC: _role,
    contract.MEMBER_SYNC: _membership,
    contract.TICKET: _ticket,
    contract.TICKET_STATUS: _status,
}


def awaited_by(task: str, args: Sequence[Any]) -> str | None:
    """What a message that found something missing waits for; None where waiting does not help."""
    if task != contract.TICKET_STATUS:
        return None
    number = read_source_number(contract.only_argument(args))
    return f"ticket:{number}" if number else None

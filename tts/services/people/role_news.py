"""A system says that a role came, changed or went (sync_role of the contracts), however often and late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from tts.services.notices import tell_admins
from tts.services.outbox import write_messages
from tts.services.people.grants import end_grants, given_by_none, given_by_this_alone
from tts.services.people.guards import permissions_of
from tts.services.people.parking import apply_parked
from tts.services.people.role_links import end_link, find_linked_role, is_ours, link_role, links_of
from tts.services.people.roles import create_role, deactivate_role, reopen_role, rewrite_role
from tts.services.people.rows import fetch_role, lock_people
from tts.services.people.sources import Source, require_reach
from tts.services.people.sync import take_unless_last
from tts.services.people.values import NewRole
from tts.services.people.work import offer_work
from tts.services.transaction import AnySession, use_case


@dataclass(frozen=True, slots=True)
class RoleNews:
    """What a system says of a role: its id there and its name are unique within the `system` it is for."""

    system: str
    external_id: str
    name: str
    description: str = ""
    is_deleted: bool = False


def sync_role(session: AnySession, news: RoleNews, *, source: Source, now: datetime) -> int | None:
    """Make the role here what the source says it is; its id here, None for one that is not here.

    A role of the same name becomes the source's. What admins here let it do stays; a new one may do nothing
    yet. Memberships that came before it are applied. A deleted role is deactivated, and admins are told, once
    no other role of the source is this one; if it comes again, those whom the deleted one made members are
    members only by new word. Raises Invalid, LastAdmin, NotPermitted for a role out of reach, RoleNameTaken.
    """
    if not is_ours(news.system, news.name):
        return None
    role_id, gained = _sync_role(session, news, source=source, now=now)
    offer_work(session, gained, actor=source.actor, now=now)
    return role_id


@use_case
def _sync_role(
    session: Session, news: RoleNews, *, source: Source, now: datetime
) -> tuple[int | None, list[int]]:
    """The role's id, and the roles that have more people than before."""
    lock_people(session)
    role_id = find_linked_role(session, news.system, news.external_id, news.name, source=source)
    if news.is_deleted:
        if role_id is not None:
            _end_role(session, news, role_id, source=source, now=now)
        return role_id, []
    was_closed = role_id is not None and not fetch_role(session, role_id).is_active
    if role_id is None:
        role_id = create_role(session, NewRole(news.name, news.description), actor=source.actor, now=now)
    else:
        reshape_role(session, role_id, news.name, news.description, source=source, now=now)
    link = link_role(session, news.system, news.external_id, role_id, source=source)
    apply_parked(session, link, source=source, now=now)
    if was_closed:
        for user_id in given_by_none(session, role_id, source.key):
            take_unless_last(session, role_id, user_id, source, now)
    return role_id, [role_id]


def _end_role(session: Session, news: RoleNews, role_id: int, *, source: Source, now: datetime) -> None:
    """A role that is one of several at the source ends alone: who had ours by it only loses it."""
    require_reach(source, fetch_role(session, role_id))
    link_id = end_link(session, news.system, news.external_id, source=source, now=now)
    if not links_of(session, role_id, source=source):
        close_role(session, role_id, source=source, now=now)
    elif link_id is not None:
        for user_id in given_by_this_alone(session, link_id):
            take_unless_last(session, role_id, user_id, source, now)
    if link_id is not None:
        end_grants(session, link_id)


@use_case
def reshape_role(
    session: Session, role_id: int, name: str, description: str | None, *, source: Source, now: datetime
) -> None:
    """Name and describe a role as the source does, and put it back into use; what it may do stays.

    A blank or absent description leaves the one here. Raises as `sync_role`.
    """
    role = fetch_role(session, role_id)
    wanted = NewRole(name, description or role.description, permissions_of(role))
    if (wanted.name, wanted.description, True) != (role.name, role.description, role.is_active):
        require_reach(source, role)
    rewrite_role(session, role_id, wanted, actor=source.actor, now=now)
    reopen_role(session, role_id, actor=source.actor, now=now)


@use_case
def close_role(session: Session, role_id: int, *, source: Source, now: datetime) -> None:
    """A role is gone at its source: it gives no work and no permissions any more, and admins are told."""
    lock_people(session)
    role = fetch_role(session, role_id)
    require_reach(source, role)
    if not role.is_active:
        return
    deactivate_role(session, role_id, actor=source.actor, now=now)
    sentence = (
        f"{source.name} deleted the role {role.name}: it is inactive here. "
        "Look whether steps still need it, and give them another."
    )
    messages = tell_admins(session, f"The role {role.name} was deleted", sentence)
    write_messages(session, messages, ticket_id=None, now=now)

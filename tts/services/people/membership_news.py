"""A system says who has which role (sync_user_system_role of the contracts); before its role it waits."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from tts.services.people.grants import end_grant, is_given
from tts.services.people.parking import Joining, MembershipNews, join_by_news, park, unpark
from tts.services.people.person_links import find_person
from tts.services.people.role_links import find_link, find_linked_role, is_ours, link_role
from tts.services.people.rows import fetch_role, lock_people
from tts.services.people.sources import Source
from tts.services.people.sync import take_role
from tts.services.people.values import clean_email
from tts.services.people.work import offer_work
from tts.services.transaction import AnySession, use_case


def sync_membership(session: AnySession, news: MembershipNews, *, source: Source, now: datetime) -> bool:
    """Give or take the role; whether the news waits instead, for a role not there or inactive.

    An unknown person is made; what concerns another system changes nothing.
    Raises Invalid, LastAdmin, NotPermitted for a role out of reach.
    """
    if not is_ours(news.system, news.role_name):
        return False
    gained = _sync_membership(session, news, source=source, now=now)
    offer_work(session, gained or [], actor=source.actor, now=now)
    return gained is None


@use_case
def _sync_membership(
    session: Session, news: MembershipNews, *, source: Source, now: datetime
) -> list[int] | None:
    """The role, where it has one person more; None where the news waits for it."""
    lock_people(session)
    email = clean_email(news.email)
    unpark(session, news, email, source=source)
    role_id = find_linked_role(session, news.system, news.external_role_id, news.role_name, source=source)
    if not news.has_role:
        user_id = find_person(session, news.external_user_id, email, source=source)
        if role_id is not None and user_id is not None:
            _take_role(session, news, role_id, user_id, source=source, now=now)
        return []
    link = find_link(session, news.system, news.external_role_id, source=source)
    is_gone = link is not None and link.gone_at is not None
    if role_id is None or is_gone or not fetch_role(session, role_id).is_active:
        park(session, news, email, source=source, now=now)
        return None
    link = link or link_role(session, news.system, news.external_role_id, role_id, source=source)
    joins = Joining(email, news.name, news.external_user_id)
    return [role_id] if join_by_news(session, link, joins, source=source, now=now) else []


def _take_role(
    session: Session, news: MembershipNews, role_id: int, user_id: int, *, source: Source, now: datetime
) -> None:
    """Take ours, unless another role of theirs that is one with it gives it still."""
    if link := find_link(session, news.system, news.external_role_id, source=source):
        end_grant(session, link.id, user_id)
    if not is_given(session, role_id, user_id):
        take_role(session, role_id, user_id, source=source, now=now)

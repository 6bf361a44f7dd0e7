"""The ids by which another system knows people; they are sent wherever people are named to it."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tts.models import PersonLink
from tts.services.people.rows import find_user_id
from tts.services.people.sources import Source


def find_person(session: Session, external_id: str | None, email: str, *, source: Source) -> int | None:
    """Whom the source means: by the id that it knows them by, which outlives an address, else by address."""
    if external_id is not None:
        linked = sa.select(PersonLink.user_id).where(
            PersonLink.source == source.key, PersonLink.external_id == external_id
        )
        if (user_id := session.scalar(linked)) is not None:
            return user_id
    return find_user_id(session, email)


def link_person(session: Session, user_id: int, external_id: str | None, *, source: Source) -> None:
    """Remember the id that a person has at the source; its newest word counts. The people chain is locked."""
    if external_id is None:
        return
    known = session.scalars(
        sa.select(PersonLink).where(
            PersonLink.source == source.key,
            sa.or_(PersonLink.external_id == external_id, PersonLink.user_id == user_id),
        )
    ).all()
    if [(link.external_id, link.user_id) for link in known] == [(external_id, user_id)]:
        return
    for link in known:
        session.delete(link)
    session.flush()
    session.add(PersonLink(source=source.key, external_id=external_id, user_id=user_id))
    session.flush()

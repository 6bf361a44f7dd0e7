"""By which ids the other systems know our people: Auth's, once it has named anybody."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tts.models import PersonLink

AUTH = "auth"


def ids_outside(session: Session, user_ids: Iterable[int]) -> dict[int, int | str]:
    """The id that each of these people has at Auth; who has none is left out.

    Where Auth has never named anybody, people are numbered here alone, and our own ids are theirs outside.
    Else a number of ours could be somebody else's there.
    """
    wanted = sorted(set(user_ids))
    named = session.execute(
        sa.select(PersonLink.user_id, PersonLink.external_id).where(
            PersonLink.source == AUTH, PersonLink.user_id.in_(wanted)
        )
    )
    found = {row.user_id: _as_sent(row.external_id) for row in named}
    if found or session.scalar(sa.select(sa.exists().where(PersonLink.source == AUTH))):
        return found
    return {user_id: user_id for user_id in wanted}


def _as_sent(external_id: str) -> int | str:
    """A number as a number: it was one when it came."""
    is_number = external_id.isascii() and external_id.isdigit() and not external_id.startswith("0")
    return int(external_id) if is_number and len(external_id) < 19 else external_id

"""The breaker of each destination: what it last said of itself, and whether it is left in peace."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from tts.domain.backoff import LONGEST_PAUSE, pause_after
from tts.models import Destination


def note_answer(session: Session, name: str, *, now: datetime) -> None:
    """It answered: the breaker is closed."""
    _make_sure_of(session, name)
    _update(session, name, **_answered(now))


def note_delivery(session: Session, name: str, *, now: datetime) -> None:
    """It took a message, and so it answered: the breaker is closed."""
    _make_sure_of(session, name)
    _update(session, name, **_answered(now), delivered_at=now)


def note_silence(
    session: Session, name: str, reason: str, *, now: datetime, longest: timedelta = LONGEST_PAUSE
) -> bool:
    """It did not answer once more; whether the breaker is open now, for `longest` at most."""
    _make_sure_of(session, name)
    failures = session.scalars(
        sa.select(Destination.failures).where(Destination.name == name).with_for_update()
    ).one()
    pause = pause_after(failures + 1)
    open_until = now + min(pause, longest) if pause else None
    _update(session, name, failures=failures + 1, open_until=open_until, reason=reason, failed_at=now)
    return pause is not None


def end_pauses(session: Session, names: Collection[str] | None, *, now: datetime) -> None:
    """Let open breakers of these (None: of all) try at once: what kept them from answering is seen to."""
    theirs = sa.true() if names is None else Destination.name.in_(names)
    session.execute(
        sa.update(Destination)
        .where(theirs, Destination.open_until > now)
        .values(open_until=now)
        .execution_options(synchronize_session=False)
    )


def _answered(now: datetime) -> dict[str, object]:
    return {"failures": 0, "open_until": None, "reason": None, "answered_at": now}


def _make_sure_of(session: Session, name: str) -> None:
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    session.execute(dialect.insert(Destination).values(name=name, failures=0).on_conflict_do_nothing())


def _update(session: Session, name: str, **values: object) -> None:
    session.execute(
        sa.update(Destination)
        .where(Destination.name == name)
        .values(**values)
        .execution_options(synchronize_session=False)
    )

"""Times away: nobody on leave is given work."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from tts.domain.errors import Invalid, NotFound, Refused
from tts.domain.events import Happening
from tts.domain.permissions import Actor
from tts.models import Leave, User
from tts.services.people.guards import require_standing
from tts.services.people.rows import active_role_ids, fetch_user, lock_people
from tts.services.people.work import offer_work
from tts.services.record import record_people_events
from tts.services.transaction import AnySession, use_case

LONGEST_LEAVE = timedelta(days=2 * 366)
FARTHEST_START = timedelta(days=5 * 366)


class LeaveOver(Refused):
    """What has ended cannot be ended again."""

    title = "The leave is over"


@use_case
def record_leave(
    session: Session, user_id: int, starts_at: datetime, ends_at: datetime, *, actor: Actor, now: datetime
) -> int:
    """Record that a person is away from `starts_at` up to `ends_at` (aware), and return the leave's id.

    One's own, or anybody's for who manages people. Leaves may overlap; one lasts two years at most.
    Raises Invalid, NotFound, NotPermitted.
    """
    lock_people(session)
    user = fetch_user(session, user_id)
    _require_say(session, actor, user_id)
    _check_span(starts_at, ends_at, now)
    leave = Leave(user_id=user_id, starts_at=starts_at, ends_at=ends_at)
    session.add(leave)
    session.flush()
    happening = Happening("leave.recorded", facts=_facts(user, leave))
    record_people_events(session, [happening], actor=actor, now=now)
    return leave.id


def end_leave(session: AnySession, leave_id: int, *, actor: Actor, now: datetime) -> None:
    """End a leave now, or drop one that has not begun; waiting items are given out.

    Raises LeaveOver, NotFound, NotPermitted.
    """
    offer_work(session, _end_leave(session, leave_id, actor=actor, now=now), actor=actor, now=now)


@use_case
def _end_leave(session: Session, leave_id: int, *, actor: Actor, now: datetime) -> list[int]:
    """The roles in which somebody is available now."""
    lock_people(session)
    leave = session.get(Leave, leave_id)
    if leave is None:
        raise NotFound("There is no such leave. Reload the person's page.")
    user = fetch_user(session, leave.user_id)
    _require_say(session, actor, user.id)
    if leave.ends_at <= now:
        raise LeaveOver(f"This leave of {user.name} is over already; there is nothing to end.")
    happening = Happening("leave.ended", facts=_facts(user, leave))
    if leave.starts_at < now:
        leave.ends_at = now
    else:
        session.delete(leave)
    session.flush()
    record_people_events(session, [happening], actor=actor, now=now)
    return active_role_ids(session, user.id)


def _require_say(session: Session, actor: Actor, user_id: int) -> None:
    if actor.user_id != user_id:
        require_standing(session, actor, user_id)


def _check_span(starts_at: datetime, ends_at: datetime, now: datetime) -> None:
    """Raise Invalid for a leave that is empty, over, too long or too far off."""
    if ends_at <= starts_at:
        raise _wrong("ends_at", "The leave ends before it begins: choose a later end.")
    if ends_at <= now:
        raise _wrong("ends_at", "The leave is over already: choose an end in the future.")
    if ends_at - starts_at > LONGEST_LEAVE:
        raise _wrong("ends_at", "The leave is longer than two years: deactivate the person instead.")
    if abs(starts_at - now) > FARTHEST_START:
        raise _wrong("starts_at", "The leave begins more than five years from today: check the date.")


def _wrong(field: str, sentence: str) -> Invalid:
    return Invalid(sentence, {field: sentence})


def _facts(user: User, leave: Leave) -> dict[str, object]:
    return {
        "user_id": user.id,
        "name": user.name,
        "leave_id": leave.id,
        "starts_at": leave.starts_at.isoformat(),
        "ends_at": leave.ends_at.isoformat(),
    }

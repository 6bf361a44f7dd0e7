"""Where a person wants to be told, and when not to be mailed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from tts.domain.errors import Invalid, NotPermitted
from tts.domain.events import Happening
from tts.domain.notifications import NoticeKind
from tts.domain.permissions import Actor
from tts.domain.quiet import QuietHours
from tts.models import NotificationChoice, User
from tts.queries.notifications import Wish, quiet_of, wishes_of
from tts.services.record import lock_people_chain, record_people_events
from tts.services.transaction import use_case


@dataclass(frozen=True, slots=True)
class Choices:
    """Everything at once, as the form sends it; quiet hours as typed, "22:00", both blank for none."""

    wishes: Mapping[NoticeKind, Wish]
    quiet_from: str = ""
    quiet_until: str = ""
    quiet_weekends: bool = False


@use_case
def choose_notifications(session: Session, choices: Choices, *, actor: Actor, now: datetime) -> None:
    """Keep one's own choices. Raises Invalid, with the fields at fault; NotPermitted for who is nobody."""
    if actor.user_id is None:
        raise NotPermitted("Only people choose how they are told.")
    quiet = read_quiet(choices)
    lock_people_chain(session)
    wishes = wishes_of(session, actor.user_id)
    if quiet == quiet_of(session, actor.user_id) and wishes == {**wishes, **choices.wishes}:
        return
    _keep_wishes(session, actor.user_id, choices.wishes)
    _keep_quiet(session, actor.user_id, quiet)
    happening = Happening("user.notifications_chosen", facts={"user_id": actor.user_id, "name": actor.name})
    record_people_events(session, [happening], actor=actor, now=now)


def read_quiet(choices: Choices) -> QuietHours:
    """The quiet hours as typed; Invalid names what cannot be read."""
    faults: dict[str, str] = {}
    start = _read_time(choices.quiet_from, "quiet_from", faults)
    end = _read_time(choices.quiet_until, "quiet_until", faults)
    if not faults and (start is None) != (end is None):
        missing = "quiet_from" if start is None else "quiet_until"
        faults[missing] = "Quiet hours need both a beginning and an end; leave both blank for none."
    if not faults and start is not None and start == end:
        faults["quiet_until"] = "Quiet hours that end when they begin are none: choose another end."
    if faults:
        raise Invalid(" ".join(dict.fromkeys(faults.values())), faults)
    return QuietHours(start, end, choices.quiet_weekends)


def _read_time(text: str, field: str, faults: dict[str, str]) -> time | None:
    if not text.strip():
        return None
    try:
        return datetime.strptime(text.strip(), "%H:%M").time()
    except ValueError:
        faults[field] = "Write a time of day such as 22:00."
        return None


def _keep_wishes(session: Session, user_id: int, wishes: Mapping[NoticeKind, Wish]) -> None:
    if not wishes:
        return
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    written = dialect.insert(NotificationChoice.__table__)
    again = {name: getattr(written.excluded, name) for name in ("in_app", "by_mail")}
    session.execute(
        written.on_conflict_do_update(index_elements=["user_id", "kind"], set_=again),
        [
            {"user_id": user_id, "kind": kind.value, "in_app": wish.in_app, "by_mail": wish.by_mail}
            for kind, wish in wishes.items()
        ],
    )


def _keep_quiet(session: Session, user_id: int, quiet: QuietHours) -> None:
    session.execute(
        sa.update(User)
        .where(User.id == user_id)
        .values(quiet_from=quiet.start, quiet_until=quiet.end, quiet_weekends=quiet.weekends)
        .execution_options(synchronize_session=False)
    )

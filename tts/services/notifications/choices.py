"""Where a person wants to be told, and when not to be mailed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tts.domain.errors import Invalid, NotPermitted
from tts.domain.notifications import NoticeKind
from tts.domain.permissions import Actor
from tts.domain.quiet import QuietHours
from tts.models import NotificationChoice, User
from tts.queries.notifications import Wish
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
    for kind, wish in choices.wishes.items():
        session.merge(
            NotificationChoice(
                user_id=actor.user_id, kind=kind.value, in_app=wish.in_app, by_mail=wish.by_mail
            )
        )
    session.execute(
        sa.update(User)
        .where(User.id == actor.user_id)
        .values(quiet_from=quiet.start, quiet_until=quiet.end, quiet_weekends=quiet.weekends)
        .execution_options(synchronize_session=False)
    )


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
        raise Invalid(" ".join(faults.values()), faults)
    return QuietHours(start, end, choices.quiet_weekends)


def _read_time(text: str, field: str, faults: dict[str, str]) -> time | None:
    if not text.strip():
        return None
    try:
        return datetime.strptime(text.strip()[:5], "%H:%M").time()
    except ValueError:
        faults[field] = "Write a time of day such as 22:00."
        return None

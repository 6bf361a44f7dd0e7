"""What every page's frame knows: the moment, the rail and its counts."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from flask import Flask, g, request

from tts.adapters.identity import Viewer
from tts.clock import current_time
from tts.domain.permissions import Permission
from tts.extensions import db
from tts.queries.rail import RailCounts, rail_counts
from tts.web.access import viewer
from tts.web.filters import register_words


@dataclass(frozen=True)
class RailEntry:
    """One door of the rail, with the count that matters there."""

    word: str
    href: str
    icon: str
    count: int = 0
    count_label: str = ""
    is_late: bool = False

    @property
    def is_current(self) -> bool:
        """Whether the page lies behind this door."""
        path = request.path
        return (
            path == self.href if self.href == "/" else path == self.href or path.startswith(self.href + "/")
        )


class Rail:
    """The doors a person may use; asked for only when a whole page is drawn, so fragments pay nothing."""

    def __init__(self, person: Viewer | None, now: datetime) -> None:
        self.person = person
        self.now = now

    @cached_property
    def counts(self) -> RailCounts:
        """What stands beside doors and bell."""
        return rail_counts(db.session, self.person.actor, now=self.now) if self.person else RailCounts()

    @cached_property
    def entries(self) -> list[RailEntry]:
        """The doors in order."""
        return list(_doors(self.person, self.counts)) if self.person else []

    @property
    def unread(self) -> int:
        """How many notifications are unread."""
        return self.counts.unread

    def __iter__(self) -> Iterator[RailEntry]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)


def _doors(person: Viewer, counts: RailCounts) -> Iterator[RailEntry]:
    may = person.actor.may
    yield RailEntry("Home", "/", "home")
    if person.actor.role_ids:
        yield RailEntry("Queue", "/queue", "queue", counts.mine_late, "late", is_late=True)
    yield RailEntry("Tickets", "/tickets", "ticket")
    if may(Permission.REVIEW) or may(Permission.COORDINATE):
        yield RailEntry("Escalations", "/escalations", "raise", counts.escalations, "waiting", is_late=True)
    if may(Permission.DESIGN):
        yield RailEntry("Workflows", "/workflows", "flow")
    if may(Permission.PEOPLE):
        yield RailEntry("People", "/people", "people")
    if may(Permission.AUDIT):
        yield RailEntry("Events", "/events", "log")
    if may(Permission.ADMINISTER):
        yield RailEntry("Settings", "/settings", "set")


def request_time() -> datetime:
    """The moment of this request: every page and act within it has one `now` (aware, UTC)."""
    if "now" not in g:
        g.now = current_time()
    moment: datetime = g.now
    return moment


def frame_values() -> dict[str, object]:
    """What templates know of every request: `viewer`, `now`, `rail`."""
    person = viewer()
    return {"viewer": person, "now": request_time(), "rail": Rail(person, request_time())}


def act_key() -> str:
    """A fresh key for a form, so that sending it twice acts once."""
    return secrets.token_urlsafe(16)


def bind_frame(app: Flask) -> None:
    """Give templates the frame's values and the filters that say times, numbers and names."""
    app.config.setdefault("TIME_ZONE", app.config.get("COMPANY_TIME_ZONE", "UTC"))
    register_words(app)
    app.add_template_global(act_key)
    app.context_processor(frame_values)

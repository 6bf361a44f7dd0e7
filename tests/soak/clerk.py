"""One thread of the random day: somebody, somewhere, does something; most of it fits, some of it does not."""

from __future__ import annotations

import random
import traceback
from collections.abc import Callable, Mapping
from datetime import datetime
from types import TracebackType
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tests.soak.deeds import FREQUENCY, Deed
from tests.soak.journal import Journal
from tests.soak.scene import Scene
from tts.domain.errors import DomainError
from tts.models import Role, User
from tts.queries.people import actor_of


class Clerk:
    """Acts as anybody of the town, through the services, until told to stop."""

    def __init__(
        self,
        session: scoped_session[Session],
        seed: str,
        journal: Journal,
        clock: Callable[[], datetime],
        deeds: Mapping[Deed, int] = FREQUENCY,
    ) -> None:
        self.session, self.journal, self.clock = session, journal, clock
        self.deeds, self.weights = list(deeds), list(deeds.values())
        self.dice = random.Random(seed)
        self.roles = {row.name: row.id for row in session.execute(sa.select(Role.name, Role.id))}
        self.people = {row.name: row.id for row in session.execute(sa.select(User.name, User.id))}
        self.scene = Scene(session, self.dice, journal, clock, self.people, self.roles)
        session.rollback()

    def act(self) -> None:
        """Do one thing; refusals are part of the day, anything else goes to the journal as a fault."""
        deed = self.dice.choices(self.deeds, self.weights)[0]
        with Told(self.journal, deed.__name__, self.session):
            deed(self.scene)

    def repeat(self, intent: dict[str, Any]) -> None:
        """Send again what a killed process may or may not have done."""
        actor = actor_of(self.session, intent["actor_id"])
        self.session.rollback()
        if actor is None:
            return
        with Told(self.journal, "repeat", self.session):
            self.scene.send(intent, actor)


class Told:
    """Tells the journal how a deed went, and lets the day go on; ends the session's transaction."""

    def __init__(self, journal: Journal, deed: str, session: scoped_session[Session]) -> None:
        self.journal, self.deed, self.session = journal, deed, session

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        """A refusal is counted, anything else is a fault; both are done with."""
        if error is None:
            self.journal.count(self.deed)
        elif isinstance(error, DomainError):
            self.journal.count(f"{self.deed}: {type(error).__name__}")
        else:
            self.journal.fault(f"{self.deed}\n{''.join(traceback.format_exception(error))}")
        self.session.rollback()
        return True

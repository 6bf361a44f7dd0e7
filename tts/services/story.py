"""What one act did, told twice: to the record and to the world outside, in the act's own transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from tts.domain.events import Happening, Stream
from tts.domain.permissions import Actor
from tts.services.outbox import Message, write_messages
from tts.services.record import record_events


@dataclass(frozen=True, slots=True)
class Act:
    """Who acts and when, what they wrote, and the key that makes a repeated request known."""

    actor: Actor
    now: datetime
    note: str = ""
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """Happenings for the record and messages for the outbox, in the order they came about."""

    happenings: tuple[Happening, ...] = ()
    messages: tuple[Message, ...] = ()

    def __add__(self, later: Story) -> Story:
        """This story, then the later one."""
        return Story(self.happenings + later.happenings, self.messages + later.messages)


def write_story(session: Session, ticket_id: int, story: Story, act: Act, *, is_new: bool = False) -> None:
    """Append to the ticket's chain and to the outbox: three statements, two when the chain `is_new`."""
    record_events(
        session, Stream.TICKET, ticket_id, story.happenings, actor=act.actor, now=act.now, is_new=is_new
    )
    write_messages(session, story.messages, ticket_id=ticket_id, now=act.now)

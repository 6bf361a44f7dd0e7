"""Keeping a record of addresses that were refused for where they lead: admins see who tried what."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy.orm import Session

from tts.domain.errors import Invalid
from tts.domain.events import Happening
from tts.domain.outside_address import SETTING, SPELLING
from tts.domain.permissions import Actor
from tts.services.record import record_people_events
from tts.services.transaction import AnySession, after_rollback, use_case
from tts.services.webhooks.rows import host_of


@contextmanager
def refusals_kept(session: AnySession, url: str, *, actor: Actor, now: datetime) -> Iterator[None]:
    """Let a refusal pass, and record it if the address is out of reach or hides where it leads."""
    try:
        yield
    except Invalid as refusal:
        said = refusal.fields.get("url", "")
        if SETTING in said or SPELLING in said:
            after_rollback(session, lambda: _record(session, url, said, actor=actor, now=now))
        raise


@use_case
def _record(session: Session, url: str, said: str, *, actor: Actor, now: datetime) -> None:
    happening = Happening("webhook.refused", reason=said, facts={"host": host_of(url)})
    record_people_events(session, [happening], actor=actor, now=now)

"""How the broker stands, for admins to see: told when that changes, and once a minute while it stays."""

from __future__ import annotations

import time
from datetime import datetime

from tts.domain.words import BROKER
from tts.services.notices import BEHIND_BROKER
from tts.services.outbox import note_standing
from tts.services.transaction import AnySession

TOLD_EVERY = 60.0


class Standing:
    """What was last told of the broker by this process."""

    def __init__(self) -> None:
        self._answers: bool | None = None
        self._again_at = 0.0

    def tell(self, session: AnySession, why_not: str | None, *, now: datetime) -> None:
        """It answers, or does not and why not."""
        answers = why_not is None
        if answers is self._answers and time.monotonic() < self._again_at:
            return
        note_standing(session, BROKER, why_not, now=now, behind=BEHIND_BROKER)
        self._answers, self._again_at = answers, time.monotonic() + TOLD_EVERY

"""How fast a token may ask: so many requests a minute, whichever process answers them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from flask import Response, current_app, g

from tts.clock import current_time
from tts.domain.errors import TooMany
from tts.extensions import db
from tts.services.people.token_pace import minute_of, take_share

SHARES = 20
UNLIMITED = 1_000_000_000
MOST_TOKENS_KNOWN = 10_000


@dataclass
class Share:
    """What is left of this process's share of a token's minute."""

    minute: datetime
    left: int = 0
    is_out: bool = False


class Pace:
    """The shares of one process."""

    def __init__(self, most: int) -> None:
        self.is_limited = most > 0
        self.most = most or UNLIMITED
        self.shares: dict[int, Share] = {}
        self.lock = Lock()

    def spend(self, token_id: int, now: datetime) -> int | None:
        """Count one request; what this process has left of the minute, or None when it is used up.

        The database is asked outside the lock: at worst two threads take a share each.
        """
        if (left := self._spend_own(token_id, now)) is not None:
            return left
        if self._is_out(token_id, now):
            return None
        given = take_share(db.session, token_id, max(1, self.most // SHARES), self.most, now=now)
        with self.lock:
            share = self._share(token_id, now)
            share.left += given
            share.is_out = given == 0
        return self._spend_own(token_id, now)

    def _spend_own(self, token_id: int, now: datetime) -> int | None:
        with self.lock:
            share = self._share(token_id, now)
            if share.left < 1:
                return None
            share.left -= 1
            return share.left

    def _is_out(self, token_id: int, now: datetime) -> bool:
        with self.lock:
            return self._share(token_id, now).is_out

    def _share(self, token_id: int, now: datetime) -> Share:
        minute = minute_of(now)
        share = self.shares.get(token_id)
        if share is None or share.minute < minute:
            if len(self.shares) >= MOST_TOKENS_KNOWN:
                self.shares.clear()
            share = self.shares[token_id] = Share(minute)
        return share


def count_request(token_id: int) -> None:
    """Count a token's request; raises TooMany when its minute is used up.

    What is said to remain is what this process has in hand; another share may follow.
    """
    now = current_time()
    pace: Pace = current_app.extensions["api_pace"]
    left, wait = pace.spend(token_id, now), 60 - now.second
    if pace.is_limited:
        g.pace = {
            "RateLimit-Limit": str(pace.most),
            "RateLimit-Remaining": str(left or 0),
            "RateLimit-Reset": str(wait),
        }
    if left is None:
        raise TooMany(
            f"This token made its {pace.most:,} requests of this minute: wait {wait} seconds.",
            retry_after=wait,
        )


def tell_pace(response: Response) -> Response:
    """Say on every answer to a token how much of its minute there is, and is left."""
    response.headers.update(g.get("pace", {}))
    return response

"""Who acts at a terminal."""

from __future__ import annotations

from tts.domain.permissions import Actor, Permission

OPERATOR = Actor(user_id=None, name="Command line", permissions=frozenset(Permission))

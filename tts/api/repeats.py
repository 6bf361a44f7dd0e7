"""The Idempotency-Key of a request: repeated, it is answered as the first was, and nothing is done twice."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from flask import g, request

from tts.api.contract.doors import Answer, Door
from tts.api.contract.openapi import KEY_PATTERN
from tts.api.contract.reading import Unreadable
from tts.clock import current_time
from tts.domain.permissions import Actor
from tts.extensions import db
from tts.services.answers import Asked, Kept, answer_once, ask_once

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"


def read_key() -> str:
    """The key, "" for none; raises Unreadable for what is not printable ASCII of at most 200 characters."""
    key = request.headers.get(HEADER, "")
    if not re.fullmatch(KEY_PATTERN, key):
        sentence = "The Idempotency-Key must be at most 200 printable ASCII characters."
        raise Unreadable(sentence, {HEADER: sentence})
    return key.strip()


def key_for(door: Door) -> str:
    """The key of a call of that door, "" for none."""
    return read_key() if door.takes_key else ""


def afterwards(act: Callable[[], object]) -> None:
    """Have something done once the answer and what it tells of are committed: what would only wait else."""
    g.setdefault("afterwards", []).append(act)


def do_afterwards() -> None:
    """Do what was left for after the commit."""
    for act in g.pop("afterwards", []):
        act()


def once(key: str, actor: Actor, view: Callable[[], Answer], *, asks_outside: bool = False) -> Answer:
    """The view's answer, or the one that the key had before; in one transaction unless it `asks_outside`."""
    assert actor.user_id is not None
    content = b"\0".join([request.method.encode(), request.full_path.encode(), request.get_data(cache=True)])
    shown: list[Answer] = []

    def act() -> Kept:
        g.afterwards = []
        answer = view()
        shown.append(answer)
        kept = answer.body if answer.kept is None else answer.kept
        return Kept(answer.status, json.dumps(kept), answer.location)

    asked = Asked(actor.user_id, key, content)
    if asks_outside:
        done = ask_once(db.session, asked, act, clock=current_time)
    else:
        done = answer_once(db.session, asked, act, now=current_time())
    if done.is_repeat:
        return Answer(json.loads(done.body), done.status, done.location, is_repeat=True)
    return shown[-1]

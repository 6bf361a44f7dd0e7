"""ETag, If-None-Match and If-Match: reading only what is new, and acting only on what was seen."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import TypeVar

from flask import Response, request

from tts.api.errors import Unseen
from tts.extensions import db
from tts.services.tickets.expected import act_as_seen

Result = TypeVar("Result")


def tag(response: Response, mark: str | None) -> Response:
    """Give an answer its ETag, `mark` before a digest of its body; 304 where the caller has it already."""
    digest = hashlib.sha256(response.get_data()).hexdigest()[:32]
    response.set_etag(f"{mark}.{digest}" if mark else digest)
    response.headers["Cache-Control"] = "private, no-cache"
    response.vary.update(["Authorization", "Cookie"])
    response.make_conditional(request)
    return response


def seen_mark() -> int | None:
    """The mark of the ETag sent as If-Match; None for none or `*`. Raises Unseen for one that has no mark."""
    sent = request.if_match
    if "If-Match" not in request.headers or sent.star_tag:
        return None
    given = ((etag or "").partition(".")[0] for etag in sent.as_set())
    marks = [int(mark) for mark in given if _is_number(mark)]
    if not marks:
        raise Unseen("The ETag sent as If-Match is none of this: read it again, and send the ETag you get.")
    return max(marks)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


def as_seen(find: Callable[[], int], act: Callable[[], Result]) -> Callable[[], Result]:
    """The act; with If-Match only if nothing happened to the ticket that `find` finds, else Changed (412)."""
    seq = seen_mark()
    return act if seq is None else lambda: act_as_seen(db.session, find(), seq, act)

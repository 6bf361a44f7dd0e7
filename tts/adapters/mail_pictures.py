"""The picture of its ticket that a mail carries, drawn when the mail leaves, as its reader may see it then.

It is read in a transaction of its own that is over before anything is drawn. A picture that would be too
large for a mail is left out, and so are pictures of a flood of mails, for clocks must not wait for drawings;
the letter leads to the graph's page either way.
"""

from __future__ import annotations

from functools import lru_cache
from math import sqrt
from time import monotonic

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tts.adapters.allowance import Allowance
from tts.adapters.letter import Inlay
from tts.adapters.mail import Illustrate
from tts.adapters.png import SHARPNESS, draw_png, size_of_svg
from tts.domain.errors import NotFound
from tts.domain.picture.travelled import draw_travel, say_shortly
from tts.queries.people import actor_of
from tts.queries.travels import SeenTravel, seen_travel
from tts.services.notifications import PICTURED_FOR
from tts.services.outbox import ClaimedMessage

MOST_STEPS, MOST_TRANSITIONS = 100, 300
"""A larger graph is not even laid out."""

LARGEST_AREA, LARGEST_FILE = 3_000_000, 300_000
"""Pixels, for nothing else of this process goes on while they are drawn; bytes, a third more in a mail."""

WIDEST = 800
"""How wide it is shown; nobody sees more than two pixels for each of these."""

MOST_DRAWING, SHARE_OF_DRAWING = 5.0, 0.2
"""Seconds at once, and of each second: while a picture is drawn, this whole process stands still."""

KEPT_PICTURES = 8

_draw = lru_cache(maxsize=KEPT_PICTURES)(draw_png)
"""Several people are told of one thing, one after the other: who sees the same gets the same drawing."""


def ticket_pictures(bind: sa.Engine | sa.Connection) -> Illustrate:
    """What gives a mail the picture of its ticket; None for a mail that asks for none or may have none."""
    allowance = Allowance(MOST_DRAWING, SHARE_OF_DRAWING, monotonic)

    def illustrate(message: ClaimedMessage) -> Inlay | None:
        if allowance.is_spent:
            return None
        with allowance.spending():
            seen = find_travel(bind, message)
            return None if seen is None else draw_inlay(seen)

    return illustrate


def find_travel(bind: sa.Engine | sa.Connection, message: ClaimedMessage) -> SeenTravel | None:
    """The way of a mail's ticket as its recipient sees it now, in five statements and the version's.

    None where they have left or may not see it, and where the ticket is gone or on no graph.
    """
    user_id, number = message.payload.get(PICTURED_FOR), message.payload.get("ticket_number")
    if type(user_id) is not int or not isinstance(number, str):
        return None
    with Session(bind) as session:
        actor = actor_of(session, user_id)
        if actor is None:
            return None
        try:
            return seen_travel(session, actor, number)
        except NotFound:
            return None


def draw_inlay(seen: SeenTravel) -> Inlay | None:
    """The picture and its words; None for one that is too large for a mail."""
    graph = seen.version.graph
    if len(graph.steps) > MOST_STEPS or len(graph.transitions) > MOST_TRANSITIONS:
        return None
    svg = draw_travel(graph, seen.travel, seen.sight, seen.caption)
    width, height = size_of_svg(svg)
    sharpness = sharpness_in_mail(width, height)
    if sharpness < 1:
        return None
    png = _draw(svg, sharpness)
    if len(png) > LARGEST_FILE:
        return None
    alt = f"{seen.ticket.number} on its graph. {say_shortly(graph, seen.travel, seen.sight)}"
    return Inlay(png, alt, min(round(width), WIDEST))


def sharpness_in_mail(width: float, height: float) -> float:
    """How many pixels a unit gets; under one its words could not be read, however near one looks."""
    as_shown = max(1.0, WIDEST * SHARPNESS / width)
    return min(SHARPNESS, as_shown, sqrt(LARGEST_AREA / (width * height)))

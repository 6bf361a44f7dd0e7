"""A page and its fragment are one macro: `show.html` arranges, `_show.html` renders one element alone."""

from __future__ import annotations

from flask import get_template_attribute, request
from markupsafe import Markup

from tts.web.access import viewer


def wants_fragment() -> bool:
    """Whether htmx asks for a piece; a boosted or history request wants the page."""
    headers = request.headers
    return headers.get("HX-Request") == "true" and headers.get("HX-Boosted") != "true"


def fragment(template: str, macro: str, **values: object) -> Markup:
    """Render one macro alone; it gets `viewer` like every page (`current_user` is unknown in macros)."""
    return Markup(get_template_attribute(template, macro)(viewer=viewer(), **values))

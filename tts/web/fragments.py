"""A page and its fragment are one macro: `show.html` arranges, `_show.html` renders one element alone."""

from __future__ import annotations

from flask import get_template_attribute, request
from markupsafe import Markup

from tts.web.frame import frame_values


def wants_fragment() -> bool:
    """Whether htmx asks for a piece; a boosted or history request wants the page."""
    headers = request.headers
    return headers.get("HX-Request") == "true" and headers.get("HX-Boosted") != "true"


def fragment(template: str, macro: str, **values: object) -> Markup:
    """Render one macro alone; it gets `viewer` and `now` where it names them (macros know no context)."""
    found = get_template_attribute(template, macro)
    known = {name: value for name, value in frame_values().items() if name in found.arguments}
    return Markup(found(**{**known, **values}))

"""Notifications as letters: subject, text and HTML of the same content, with a way back into the product."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from tts.adapters.letter import PICTURE_PLACE
from tts.config import data_folder
from tts.domain.notifications import KINDS
from tts.services.notifications import Compose, Told


def letter_writer(public_url: str) -> Compose:
    """What makes letters of notifications; their links lead to `public_url`, never where a request said."""
    pages = Environment(
        loader=FileSystemLoader(data_folder("templates") / "mail"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        keep_trailing_newline=True,
    )

    def compose(told: Told) -> Mapping[str, object]:
        words = words_of(told, public_url.rstrip("/"))
        return {
            "subject": words["subject"],
            "text": pages.get_template("notification.txt").render(words),
            "html": pages.get_template("notification.html").render(words),
        }

    return compose


def words_of(told: Told, public_url: str) -> dict[str, str | None]:
    """What the templates say. Contacts, who cannot log in, get no links."""
    word = KINDS[told.notice.kind].word
    number = told.number or ""
    link = f"{public_url}/tickets/{quote(number, safe='')}" if number and told.has_log_in else None
    return {
        "name": told.name,
        "subject": f"{word}: {number} {told.subject}" if number else f"TTS: {word}",
        "about": f"{number}: {told.subject}" if number else None,
        "text": told.notice.text,
        "due": say_due(told),
        "number": number,
        "link": link,
        "graph": f"{link}/graph" if link and told.notice.is_pictured else None,
        "picture_place": Markup(PICTURE_PLACE),
        "because": f"you are told of “{word}” by mail" if told.has_log_in else "you asked for this",
        "choices": f"{public_url}/me/notifications" if told.has_log_in else None,
    }


def say_due(told: Told) -> str | None:
    """When it is or was due, in the person's own zone, with the zone's name."""
    if told.notice.due_at is None:
        return None
    moment = told.notice.due_at.astimezone(told.zone)
    return f"Due {moment:%a} {moment.day} {moment:%b %Y, %H:%M} ({told.zone.key})."

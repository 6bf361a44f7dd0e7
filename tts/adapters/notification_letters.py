"""Notifications as letters: subject, text and HTML of the same content, with a way back into the product."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from tts.config import data_folder
from tts.domain.notifications import KINDS
from tts.services.notifications import Compose, Told


def letter_writer(public_url: str, folder: Path | None = None) -> Compose:
    """What makes letters of notifications; their links lead to `public_url`, never where a request said."""
    pages = Environment(
        loader=FileSystemLoader(folder or data_folder("templates") / "mail"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )

    def compose(told: Told) -> Mapping[str, object]:
        word = KINDS[told.notice.kind].word
        heading = f"{told.number}: {told.subject}" if told.number else word
        values = {
            "told": told,
            "heading": heading,
            "subject": f"{word}: {told.number} {told.subject}" if told.number else f"TTS: {word}",
            "due": say_due(told),
            "link": f"{public_url}/tickets/{told.number}" if told.number else None,
            "choices": f"{public_url}/me/notifications",
            "because": f"you are told of “{word}” by mail",
        }
        return {
            "subject": values["subject"],
            "text": pages.get_template("notification.txt").render(values),
            "html": pages.get_template("notification.html").render(values),
        }

    return compose


def say_due(told: Told) -> str | None:
    """When it is or was due, in the person's own zone, with the zone's name."""
    if not told.due_at:
        return None
    try:
        zone = ZoneInfo(told.zone)
    except (ZoneInfoNotFoundError, ValueError):
        zone = ZoneInfo("UTC")
    moment = datetime.fromisoformat(told.due_at).astimezone(zone)
    return f"Due: {moment:%a} {moment.day} {moment:%b %Y, %H:%M} ({zone.key})"

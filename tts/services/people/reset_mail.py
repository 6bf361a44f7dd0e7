"""The letter with the link to a new password."""

from __future__ import annotations

from html import escape

from tts.domain.words import RESET_MAIL
from tts.services.outbox import Message

SUBJECT = "Your new password for TTS"
LINES = (
    "somebody, hopefully you, asked for a new password for the service desk. Choose one here:",
    "The link is good once and for an hour. If it was not you, nothing has to be done: the password stays.",
)


def reset_mail(email: str, name: str, link: str) -> Message:
    """As text and as HTML; the name is somebody's own words and is escaped."""
    text = f"Hello {name},\n\n{LINES[0]}\n\n{link}\n\n{LINES[1]}\n"
    html = (
        f"<p>Hello {escape(name)},</p><p>{LINES[0]}</p>"
        f'<p><a href="{escape(link)}">{escape(link)}</a></p><p>{LINES[1]}</p>'
    )
    payload = {
        "to": email,
        "name": name,
        "subject": SUBJECT,
        "text": text,
        "html": html,
        "ticket_number": None,
    }
    return Message("mail", RESET_MAIL, payload)

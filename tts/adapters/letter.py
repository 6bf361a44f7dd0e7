"""A message of the outbox as a mail: headers that cannot be forged by what people typed, text and HTML."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from html import escape

from email_validator import EmailNotValidError, validate_email

from tts.services.outbox import ClaimedMessage, Unsent

LONGEST_SUBJECT = 200
LONGEST_NAME = 120
LONGEST_ALT = 1_500
PLAIN_ID = re.compile(r"[A-Za-z0-9._-]{1,100}")

PICTURE_PLACE = "<!-- picture -->"
"""Where the HTML of a letter has room for a picture."""


@dataclass(frozen=True, slots=True)
class Inlay:
    """A picture that a letter carries inside: as PNG, in words, and how wide it is shown."""

    png: bytes
    alt: str
    width: int


def write_letter(message: ClaimedMessage, sender: Address, inlay: Inlay | None = None) -> EmailMessage:
    """The mail a row of the outbox asks for; raises Unsent for one that no mail can be made of.

    Its Message-ID comes from the row's key, so that a second delivery is known as the same mail. All mails of
    a ticket refer to one id made from its number, so that mail programs show them together.
    """
    said = {name: str(message.payload.get(name) or "") for name in ("to", "name", "subject", "text", "html")}
    letter = EmailMessage(policy=SMTP)
    letter["From"] = sender
    letter["To"] = read_address(said["to"], said["name"])
    letter["Subject"] = one_line(said["subject"], LONGEST_SUBJECT) or "A message from TTS"
    letter["Date"] = format_datetime(message.created_at)
    letter["Message-ID"] = f"<{id_of(message.key)}@{sender.domain}>"
    letter["Auto-Submitted"] = "auto-generated"
    letter["X-Auto-Response-Suppress"] = "All"
    if number := message.payload.get("ticket_number"):
        thread = f"<ticket-{id_of(str(number))}@{sender.domain}>"
        letter["In-Reply-To"] = letter["References"] = thread
    letter.set_content(readable(said["text"]))
    if said["html"]:
        _add_html(letter, said["html"], inlay, f"graph-{id_of(message.key)}@{sender.domain}")
    return letter


def _add_html(letter: EmailMessage, html: str, inlay: Inlay | None, content_id: str) -> None:
    """The HTML, and in a part of its own that it refers to the picture, if it has a place for one."""
    before, place, after = html.partition(PICTURE_PLACE)
    shown = _show(inlay, content_id) if inlay and place else ""
    letter.add_alternative(readable(before + shown + after), subtype="html")
    if inlay and place:
        *_, part = letter.iter_parts()
        part.add_related(
            inlay.png, "image", "png", cid=f"<{content_id}>", disposition="inline", filename="graph.png"
        )
        part.set_param("type", "text/html")


def _show(inlay: Inlay, content_id: str) -> str:
    alt = escape(one_line(inlay.alt, LONGEST_ALT))
    return f'<p><img src="cid:{content_id}" width="{inlay.width}" alt="{alt}"></p>'


def read_address(address: str, name: str) -> Address:
    """The recipient; raises Unsent for what is no address."""
    try:
        found = validate_email(address, check_deliverability=False, globally_deliverable=False)
    except EmailNotValidError as error:
        raise Unsent(f"“{one_line(address, 60)}” is not an e-mail address: {error}") from error
    mailbox = found.ascii_email or found.normalized
    return Address(one_line(name, LONGEST_NAME), addr_spec=mailbox)


def one_line(text: str, longest: int) -> str:
    """Text as it may stand in a header: one line, nothing invisible, of bounded length.

    What looks like an encoded word is broken up, for it would be decoded, line breaks and all.
    """
    seen = (" " if unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Zl", "Zp") else sign for sign in text)
    return " ".join("".join(seen).replace("=?", "= ?").split())[:longest].strip()


def readable(text: str) -> str:
    """Text as mail can carry it: halves of pairs and NUL are replaced."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")


def id_of(key: str) -> str:
    """A key as the left side of a message id; one with other signs than letters and digits is hashed."""
    return key if PLAIN_ID.fullmatch(key) else hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()

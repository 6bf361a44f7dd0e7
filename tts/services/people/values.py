"""What comes in about people: read, trimmed and bounded in one place."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from email_validator import EmailNotValidError, validate_email

from tts.domain.errors import Invalid
from tts.domain.permissions import Permission
from tts.domain.wording import NO_CHARACTERS

NAME_LENGTH = 120
DESCRIPTION_LENGTH = 1_000
EMAIL_LENGTH = 254


@dataclass(frozen=True, slots=True)
class NewUser:
    """A person to be made. Without a password they are a contact and cannot log in.

    No time zone means the company's. A service is a program's account: without a log-in too, but it acts by
    its tokens.
    """

    email: str
    name: str
    password: str | None = None
    role_ids: Sequence[int] = ()
    role_names: Sequence[str] = ()
    time_zone: str = ""
    is_service: bool = False


@dataclass(frozen=True, slots=True)
class NewRole:
    """A role to be made, with the permissions that hang on it."""

    name: str
    description: str = ""
    permissions: frozenset[Permission] = field(default_factory=frozenset)


def clean_name(text: str, what: str = "name") -> str:
    """A name people can read: trimmed, 1 to 120 characters, nothing invisible. Raises Invalid."""
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if not name:
        raise _not_accepted(what, f"The {what} is blank: fill it in.")
    if len(name) > NAME_LENGTH:
        raise _not_accepted(what, f"The {what} is longer than {NAME_LENGTH} characters: shorten it.")
    if _has_unreadable(name):
        raise _not_accepted(what, f"The {what} holds characters that cannot be seen: type it anew.")
    return name


def clean_description(text: str) -> str:
    """A description of up to 1,000 characters; line breaks stay. Raises Invalid."""
    description = text.strip()
    if len(description) > DESCRIPTION_LENGTH:
        sentence = f"The description is longer than {DESCRIPTION_LENGTH:,} characters: shorten it."
        raise _not_accepted("description", sentence)
    if _has_unreadable(description.replace("\n", "").replace("\r", "").replace("\t", "")):
        raise _not_accepted("description", "The description holds characters that cannot be seen.")
    return description


def clean_email(text: str) -> str:
    """An e-mail address as mail systems read it; its domain is not looked up. Raises Invalid."""
    address = text.strip()
    if len(address) > EMAIL_LENGTH:
        raise _not_accepted("email", f"The e-mail address is longer than {EMAIL_LENGTH} characters.")
    try:
        found = validate_email(address, check_deliverability=False, globally_deliverable=False)
    except EmailNotValidError as error:
        sentence = f"{shorten(address) or 'Nothing'} is not an e-mail address: {error}"
        raise _not_accepted("email", sentence) from error
    return found.normalized


def shorten(text: str, length: int = 60) -> str:
    """Text of others as it may stand in a sentence: readable, in quotes, of bounded length."""
    shown = "".join(letter for letter in text[: length + 1] if not _is_unreadable(letter))
    return f"'{shown[:length]}{'...' if len(text) > length else ''}'" if shown else ""


def _has_unreadable(text: str) -> bool:
    return any(_is_unreadable(letter) for letter in text)


def _is_unreadable(letter: str) -> bool:
    """Control, bidi and other format characters, private use, halves of pairs and what is no character."""
    return unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Co") or letter in NO_CHARACTERS


def _not_accepted(what: str, sentence: str) -> Invalid:
    return Invalid(sentence, {what.replace(" ", "_"): sentence})

"""What a provider says of a person, read without trusting its shape."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tts.adapters.openid import Provider

MOST_GROUPS = 1_000
LONGEST_SUBJECT = 255


@dataclass(frozen=True, slots=True)
class Claims:
    """A person at the provider; `groups` is None where it says nothing about them."""

    issuer: str
    subject: str
    email: str
    email_verified: bool
    name: str
    groups: tuple[str, ...] | None


def claims_of(client: Provider, token: Mapping[str, Any]) -> Claims:
    """The claims of the ID token, completed by those of the userinfo endpoint for the same subject.

    Raises ValueError for an answer without an ID token or a subject, or about two people.
    """
    signed = token.get("userinfo")
    if not signed:
        raise ValueError("the answer holds no ID token")
    subject = signed.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT:
        raise ValueError("the ID token names no subject")
    said = {**ask_more(client, token, subject), **signed}
    return Claims(
        issuer=str(signed["iss"]),
        subject=subject,
        email=_text(said.get("email")),
        email_verified=said.get("email_verified") is True,
        name=_text(said.get("name")) or _text(said.get("preferred_username")),
        groups=read_groups(said, client.settings.groups_claim),
    )


def ask_more(client: Provider, token: Mapping[str, Any], subject: str) -> dict[str, Any]:
    """What the userinfo endpoint adds, if there is one; ValueError when it speaks of somebody else."""
    if not client.load_server_metadata().get("userinfo_endpoint"):
        return {}
    more = dict(client.userinfo(token=dict(token)))
    if more.get("sub") != subject:
        raise ValueError("userinfo speaks of another subject than the ID token")
    return more


def read_groups(said: Mapping[str, Any], claim: str) -> tuple[str, ...] | None:
    """The groups in that claim. Absent means none, because providers leave out what is empty.

    None where no claim is set, and where the provider only says that there are too many to list.
    """
    if not claim or claim in (said.get("_claim_names") or ()):
        return None
    found = said.get(claim) or []
    listed = [found] if isinstance(found, str) else found
    if not isinstance(listed, list | tuple):
        raise ValueError(f"the claim {claim} is no list")
    return tuple(each for each in listed if isinstance(each, str))[:MOST_GROUPS]


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""

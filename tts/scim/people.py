"""People as SCIM says them, both ways."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

from scim2_models import Meta, Reference, Resource

from tts.queries.scim import SeenPerson
from tts.scim.reading import check_text
from tts.scim.schemas import Email, GroupOfUser, User
from tts.services.people.scim_people import ScimPerson


def show_person(seen: SeenPerson) -> User:
    """What SCIM said of the person before, brought up to date by what is true here now."""
    user, kept = seen.user, seen.kept
    shown = User.model_validate(kept.attributes if kept and kept.attributes else {"userName": user.email})
    shown.id, shown.external_id = str(user.id), kept.external_id if kept else None
    if shown.active is not None or not (kept and kept.attributes):  # what SCIM took back is not told
        shown.active = user.is_active
    if called(shown) != user.name:
        shown.display_name = user.name
    if reached(shown) != user.email:
        shown.emails = [Email(value=user.email, primary=True)]
    shown.groups = [
        GroupOfUser(value=str(role_id), ref=Reference(f"Groups/{role_id}"), display=name)
        for role_id, name in seen.roles
    ] or None
    created = kept.created_at if kept else user.created_at
    changed = kept.changed_at if kept else user.created_at
    shown.meta = Meta(resource_type="User", created=created, last_modified=changed, version=version_of(shown))
    return shown


def read_person(sent: User) -> ScimPerson:
    """What SCIM wants the person to be; raises InvalidValueException for text that cannot be kept."""
    attributes: dict[str, Any] = sent.model_copy(
        update={"meta": None, "id": None, "groups": None, "external_id": None}
    ).model_dump(mode="json")
    check_text(attributes, sent.external_id)
    return ScimPerson(
        user_name=sent.user_name or "",
        email=reached(sent),
        name=called(sent),
        is_active=sent.active,
        external_id=sent.external_id,
        attributes=attributes,
    )


def called(person: User) -> str:
    """What the person is called: displayName, else the parts of the name, else userName."""
    name = person.name
    parts = " ".join(filter(None, (name.given_name, name.family_name))) if name else ""
    said = person.display_name or (name.formatted if name else None) or parts or person.user_name or ""
    return " ".join(said.split())


def reached(person: User) -> str:
    """The primary address, else the first one, else none."""
    emails: Iterable[Email] = [email for email in person.emails or [] if email.value]
    ranked = sorted(emails, key=lambda email: not email.primary)
    return str(ranked[0].value) if ranked else ""


def version_of(resource: Resource[Any]) -> str:
    """A weak entity tag: the hash of everything but `meta`."""
    said = resource.model_copy(update={"meta": None}).model_dump_json()
    return f'W/"{hashlib.sha256(said.encode()).hexdigest()[:32]}"'

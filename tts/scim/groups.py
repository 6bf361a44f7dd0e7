"""Roles as SCIM's groups, both ways."""

from __future__ import annotations

from scim2_models import InvalidValueException, Meta, Reference

from tts.queries.scim import SeenRole
from tts.scim.people import version_of
from tts.scim.reading import check_text, read_key
from tts.scim.schemas import Group, GroupMember
from tts.services.people.scim_roles import ScimRole


def show_role(seen: SeenRole) -> Group:
    """The role with its members."""
    role, kept = seen.role, seen.kept
    shown = Group(
        id=str(role.id),
        external_id=kept.external_id if kept else None,
        display_name=role.name,
        members=[
            GroupMember(value=str(user_id), ref=Reference(f"Users/{user_id}"), type="User")
            for user_id in seen.member_ids
        ]
        or None,
    )
    shown.meta = Meta(
        resource_type="Group",
        created=kept.created_at if kept else None,
        last_modified=kept.changed_at if kept else None,
        version=version_of(shown),
    )
    return shown


def read_role(sent: Group) -> ScimRole:
    """What SCIM wants the role to be; raises InvalidValueException for a member that is no person."""
    check_text({"displayName": sent.display_name}, sent.external_id)
    members = frozenset(read_member(member) for member in sent.members or [])
    return ScimRole(sent.display_name or "", members, sent.external_id)


def read_member(member: GroupMember) -> int:
    """The person's id, by value or else by reference; groups in groups are not taken."""
    key = member.value or str(member.ref or "").rstrip("/").rpartition("/")[2]
    number = read_key(key)
    if number is None or (member.type or "User") != "User":
        raise InvalidValueException(
            detail="A member has to be a User with its id as value: groups in groups are not taken."
        )
    return number

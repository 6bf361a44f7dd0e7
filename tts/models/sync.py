"""What systems outside call our people and roles, and what they said that cannot be done yet."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from tts.models.base import Base


class RoleLink(Base):
    """The id that a system's role has in another system, unique there within the `system` it is for.

    Several of them may be one role here. After `gone_at` it is deleted there.
    """

    __tablename__ = "role_link"
    __table_args__ = (sa.UniqueConstraint("source", "system", "external_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str]
    system: Mapped[str]
    external_id: Mapped[str]
    role_id: Mapped[int] = mapped_column(sa.ForeignKey("role.id"), index=True)
    gone_at: Mapped[datetime | None]


class RoleGrant(Base):
    """A role of another system gives a person ours; they keep it while any that is one with it does."""

    __tablename__ = "role_grant"

    role_link_id: Mapped[int] = mapped_column(sa.ForeignKey("role_link.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), primary_key=True)


class PersonLink(Base):
    """The id that a person has in another system, which knows them by it."""

    __tablename__ = "person_link"
    __table_args__ = (
        sa.UniqueConstraint("source", "external_id"),
        sa.UniqueConstraint("source", "user_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str]
    external_id: Mapped[str]
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)


class ParkedMembership(Base):
    """A membership that came before its role: it waits for the role, and the newest word about it counts.

    `reason` says why it could not be applied when the role came.
    """

    __tablename__ = "parked_membership"
    __table_args__ = (sa.UniqueConstraint("source", "system", "external_role_id", "email_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str]
    system: Mapped[str]
    external_role_id: Mapped[str]
    external_user_id: Mapped[str | None]
    role_name: Mapped[str]
    email: Mapped[str]
    email_key: Mapped[str]
    name: Mapped[str]
    parked_at: Mapped[datetime]
    reason: Mapped[str | None]


class ScimResource(Base):
    """What SCIM said of a person or of a role beyond what we keep of them ourselves.

    Exactly one of `user_id` and `role_id` is set. After `gone_at` SCIM does not find it any more; the person
    or role stays, for its history.
    """

    __tablename__ = "scim_resource"
    __table_args__ = (sa.CheckConstraint("(user_id IS NULL) <> (role_id IS NULL)", name="one_of_both"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), unique=True)
    role_id: Mapped[int | None] = mapped_column(sa.ForeignKey("role.id"), unique=True)
    external_id: Mapped[str | None] = mapped_column(index=True)
    user_name_key: Mapped[str | None] = mapped_column(unique=True)
    attributes: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    gone_at: Mapped[datetime | None]

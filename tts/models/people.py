"""People, the roles they have, when they are away, and how they prove who they are."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tts.domain.scopes import EVERY_SCOPE
from tts.models.base import Base


class User(Base):
    """A person. A contact (an unknown requester) has no way to log in.

    `source` names the system that made the person, if one did: it looks after them too. Who logs in with
    OpenID Connect is known by issuer and subject, never by an address. No mail goes out from `quiet_from`
    to `quiet_until`, wall times in `time_zone`, nor on weekends where `quiet_weekends`; it goes when that
    is over.
    """

    __tablename__ = "users"
    __table_args__ = (
        sa.UniqueConstraint("oidc_issuer", "oidc_subject"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str]
    email_key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password_hash: Mapped[str | None]
    oidc_issuer: Mapped[str | None]
    oidc_subject: Mapped[str | None]
    source: Mapped[str | None]
    is_active: Mapped[bool] = mapped_column(default=True)
    epoch: Mapped[int] = mapped_column(default=0)
    time_zone: Mapped[str | None]
    quiet_from: Mapped[time | None]
    quiet_until: Mapped[time | None]
    quiet_weekends: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]

    memberships: Mapped[list[Membership]] = relationship(back_populates="user")

    @hybrid_property
    def is_contact(self) -> bool:
        """Whether the person is known by address only and has no log-in."""
        return self.password_hash is None and self.oidc_subject is None and self.source is None

    @is_contact.inplace.expression
    @classmethod
    def _is_contact(cls) -> sa.ColumnElement[bool]:
        return sa.and_(cls.password_hash.is_(None), cls.oidc_subject.is_(None), cls.source.is_(None))


class Role(Base):
    """A user group responsible for steps; its flags are the permissions of rules.md section 9."""

    __tablename__ = "role"
    __table_args__ = (
        sa.Index("uq_role_system_name_key", "system", "name_key", unique=True),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    system: Mapped[str] = mapped_column(default="tts")
    name: Mapped[str]
    name_key: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    is_active: Mapped[bool] = mapped_column(default=True)
    is_admin: Mapped[bool] = mapped_column(default=False)
    can_design: Mapped[bool] = mapped_column(default=False)
    can_manage_people: Mapped[bool] = mapped_column(default=False)
    can_coordinate: Mapped[bool] = mapped_column(default=False)
    can_review: Mapped[bool] = mapped_column(default=False)
    can_see_reports: Mapped[bool] = mapped_column(default=False)
    can_audit: Mapped[bool] = mapped_column(default=False)

    memberships: Mapped[list[Membership]] = relationship(back_populates="role")


class Membership(Base):
    """A person in a role. `turn` orders who has waited longest for an item: the lowest is next.

    `source` names the system that gave the role; None: somebody here. OpenID Connect takes only what it gave
    itself, the others whatever they say that a person has no more.
    """

    __tablename__ = "membership"
    __table_args__ = (
        sa.UniqueConstraint("role_id", "user_id"),
        sa.Index("ix_membership_role_id_turn", "role_id", "turn"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    role_id: Mapped[int] = mapped_column(sa.ForeignKey("role.id"))
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    turn: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    last_turn_at: Mapped[datetime | None]
    joined_at: Mapped[datetime]
    source: Mapped[str | None]

    user: Mapped[User] = relationship(back_populates="memberships")
    role: Mapped[Role] = relationship(back_populates="memberships")


class Leave(Base):
    """A time away: from `starts_at` up to, not including, `ends_at`. Nobody on leave is given work.

    `returned_at` is when its end was noticed and what waited in the person's roles was given out.
    """

    __tablename__ = "leave"
    __table_args__ = (
        sa.CheckConstraint("starts_at < ends_at", name="order"),
        sa.Index("ix_leave_user_id_ends_at", "user_id", "ends_at"),
        sa.Index(
            "ix_leave_running",
            "ends_at",
            sqlite_where=sa.text("returned_at IS NULL"),
            postgresql_where=sa.text("returned_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    returned_at: Mapped[datetime | None]


class AccessToken(Base):
    """A bearer token for the API; only its SHA-256 is kept.

    `scopes` narrow what its person may do by it; `last_used_at` is written about once a minute.
    """

    __tablename__ = "access_token"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    name: Mapped[str] = mapped_column(default="")
    scopes: Mapped[list[Any]] = mapped_column(default=lambda: sorted(EVERY_SCOPE))
    token_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    expires_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(foreign_keys=[user_id])


class LoginAttempt(Base):
    """A failed try to log in, kept to slow the next ones."""

    __tablename__ = "login_attempt"
    __table_args__ = (
        sa.Index("ix_login_attempt_email_key_at", "email_key", "at"),
        sa.Index("ix_login_attempt_address_at", "address", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    email_key: Mapped[str]
    address: Mapped[str]
    at: Mapped[datetime]


class PasswordReset(Base):
    """A link to a new password, asked for by mail: good once, until `expires_at`; its SHA-256 is kept."""

    __tablename__ = "password_reset"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class ResetAttempt(Base):
    """Somebody asked for such a link, for whatever address; kept to slow the next ones."""

    __tablename__ = "reset_attempt"
    __table_args__ = (
        sa.Index("ix_reset_attempt_email_key_at", "email_key", "at"),
        sa.Index("ix_reset_attempt_address_at", "address", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    email_key: Mapped[str]
    address: Mapped[str]
    at: Mapped[datetime]

"""What the API keeps between requests: answers to be given again, and how much of a minute is used."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from tts.models.base import Base


class KeptAnswer(Base):
    """What a request with an Idempotency-Key was answered, for a day.

    Written in the act's own transaction or, where another system is asked, before and after that.

    The key is kept as its SHA-256; `fingerprint` is one of method, address and body. Without a status the act
    is not done yet: another system is being asked since `at`, in no transaction.
    """

    __tablename__ = "kept_answer"
    __table_args__ = (sa.UniqueConstraint("user_id", "key_hash"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    key_hash: Mapped[str]
    fingerprint: Mapped[str]
    status: Mapped[int | None]
    body: Mapped[str | None]
    location: Mapped[str | None]
    at: Mapped[datetime] = mapped_column(index=True)


class TokenPace(Base):
    """How many requests of a token's present minute were given out to the processes that serve."""

    __tablename__ = "token_pace"

    token_id: Mapped[int] = mapped_column(sa.ForeignKey("access_token.id"), primary_key=True)
    minute: Mapped[datetime]
    taken: Mapped[int]

"""Our refusals as SCIM says them, in the same sentences."""

from __future__ import annotations

from scim2_models import (
    ConflictException,
    Error,
    ForbiddenException,
    InvalidValueException,
    SCIMException,
    UniquenessException,
)

from tts.domain.errors import DomainError, Invalid, NotFound, NotPermitted
from tts.services.people import EmailTaken, RoleNameTaken
from tts.services.people.scim_people import UserNameTaken

SAID_AS: tuple[tuple[type[DomainError], type[SCIMException]], ...] = (
    (EmailTaken, UniquenessException),
    (UserNameTaken, UniquenessException),
    (RoleNameTaken, UniquenessException),
    (NotFound, InvalidValueException),
    (NotPermitted, ForbiddenException),
    (Invalid, InvalidValueException),
    (DomainError, ConflictException),
)


def scim_exception(refusal: DomainError) -> SCIMException:
    """The nearest of SCIM's errors. What a body names and is not there is a wrong value."""
    kind = next(kind for domain, kind in SAID_AS if isinstance(refusal, domain))
    return kind(detail=refusal.sentence)


def error_body(status: int, sentence: str) -> dict[str, object]:
    """An error that no class of theirs stands for."""
    body: dict[str, object] = Error(status=status, detail=sentence).model_dump()
    return body

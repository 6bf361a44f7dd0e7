"""Tokens: one's own, and those of programs' accounts and others for who manages people."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from tts.api.contract.doors import Answer
from tts.api.contract.reading import Sent
from tts.api.contract.values import listed, text, word_of
from tts.api.door import caller_scopes, calling, door
from tts.api.people import USER
from tts.api.people_bodies import moment_or_null, utc
from tts.api.shapes import Moment, moment_json, moment_of
from tts.clock import current_time
from tts.domain.errors import NotFound, NotPermitted, Refused
from tts.domain.scopes import Scope, read_scopes
from tts.domain.values import NotThat
from tts.extensions import db
from tts.queries.role_cards import TokenRow, person_card
from tts.queries.staff import owner_of_token
from tts.services.people import NewToken, create_token, revoke_token
from tts.services.people.values import NAME_LENGTH

GROUP = "Tokens"
ScopeWord = Annotated[str, Field(json_schema_extra={"enum": list(Scope)})]


class TokenAsked(Sent):
    """What the token is for, what it may be used for, and until when; null is for good."""

    name: Annotated[str, text(NAME_LENGTH, required=True, example="Nightly report")]
    scopes: Annotated[list[str], listed(word_of(Scope), most=len(Scope) * 2)]
    expires_at: Annotated[datetime | None, moment_or_null()] = None


class TokenJson(TypedDict):
    """A token; itself it is never shown again. `last_used_at` is right to about a minute."""

    token_id: int
    name: str
    scopes: list[ScopeWord]
    created_at: Moment
    created_by: str | None
    expires_at: Moment | None
    last_used_at: Moment | None
    revoked_at: Moment | None


class TokensJson(TypedDict):
    """A person's tokens, those that live first."""

    user_id: int
    results: list[TokenJson]


class TokenMade(TypedDict):
    """A new token: told this once, and null to a repeated request."""

    token_id: int
    user_id: int
    token: str | None


@door("GET", USER + "tokens/", GROUP, gives={200: TokensJson})
def index_tokens(user_id: int) -> Answer:
    """List somebody's tokens: your own, or anybody's for who manages people."""
    card = person_card(db.session, calling(), user_id, now=current_time())
    answer: TokensJson = {"user_id": user_id, "results": [_token_json(row) for row in card.tokens]}
    return Answer(answer)


@door(
    "POST",
    USER + "tokens/",
    GROUP,
    takes=TokenAsked,
    gives={201: TokenMade},
    scope=Scope.PEOPLE,
    refuses=[409],
)
def make_token(user_id: int, sent: TokenAsked) -> Answer:
    """Make a token that acts as this person, with scopes that yours has too.

    Your own, or that of a program's account or anybody else for who manages people.
    """
    actor, now = calling(), current_time()
    person_card(db.session, actor, user_id, now=now)
    new = NewToken(sent.name, _narrow(sent.scopes), _end_of(sent.expires_at))
    made = create_token(db.session, user_id, new, actor=actor, now=now)
    answer: TokenMade = {"token_id": made.id, "user_id": user_id, "token": made.token}
    return Answer(answer, 201, kept={**answer, "token": None})


@door("DELETE", "/tokens/<int:token_id>/", GROUP, gives={204: None}, scope=Scope.PEOPLE, refuses=[409])
def delete_token(token_id: int) -> Answer:
    """Revoke a token for good: whatever used it can no longer act."""
    owner = owner_of_token(db.session, token_id)
    if owner is None:
        raise NotFound("There is no such token.")
    person_card(db.session, calling(), owner, now=current_time())
    revoke_token(db.session, token_id, actor=calling(), now=current_time())
    return Answer(status=204)


def _narrow(words: list[str]) -> frozenset[Scope]:
    """The scopes asked for; NotPermitted for one that the calling token lacks: none makes a wider one."""
    wanted = read_scopes(words)
    if wider := sorted(wanted - caller_scopes()):
        raise NotPermitted(
            f"Your token lacks the scope {', '.join(wider)}, so it makes no token that has it."
        )
    return wanted


def _end_of(at: datetime | None) -> datetime | None:
    try:
        return None if at is None else utc(at)
    except NotThat:
        raise Refused("The token would end where time has no end: choose an earlier moment.") from None


def _token_json(row: TokenRow) -> TokenJson:
    return {
        "token_id": row.id,
        "name": row.name,
        "scopes": list(row.scopes),
        "created_at": moment_of(row.created_at),
        "created_by": row.created_by,
        "expires_at": moment_json(row.expires_at),
        "last_used_at": moment_json(row.last_used_at),
        "revoked_at": moment_json(row.revoked_at),
    }

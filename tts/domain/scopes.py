"""What a token may be used for: a scope narrows what its person may do, and never widens it."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from tts.domain.errors import NotPermitted


class Scope(StrEnum):
    """One word a kind of act, as tokens are made with and doors ask for."""

    READ = "read"
    ACT = "act"
    DESIGN = "design"
    PEOPLE = "people"


SAID = {
    Scope.READ: "see what the person may see",
    Scope.ACT: "submit tickets and work on them",
    Scope.DESIGN: "make, change and start workflows",
    Scope.PEOPLE: "change people, roles, tokens and credentials",
}
EVERY_SCOPE = frozenset(Scope)


def read_scopes(words: Iterable[str]) -> frozenset[Scope]:
    """The scopes of some words; words that are none give nothing."""
    known = set(Scope)
    return frozenset(Scope(word) for word in words if word in known)


def require_scope(scopes: frozenset[Scope], scope: Scope) -> None:
    """Raise NotPermitted with a sentence unless `scope` is among those of the token."""
    if scope not in scopes:
        has = ", ".join(word for word in Scope if word in scopes) or "nothing"
        raise NotPermitted(
            f"This token is for {has}, and this takes the scope “{scope.value}”: {SAID[scope]}. "
            "Make a token with that scope."
        )

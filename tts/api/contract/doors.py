"""The doors of the API: each is declared with what it takes and gives, and that is what is published.

A door is one call of `tts.api.door.door`; the document (openapi.py) is made of these.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tts.api.contract.reading import Sent
from tts.domain.scopes import Scope

MOST_BYTES = 2 * 1024 * 1024
GROUPS = (
    "Tickets",
    "Work",
    "Escalations",
    "Notifications",
    "Workflows",
    "People",
    "Roles",
    "Tokens",
    "Messages",
    "Webhooks",
    "Systems",
    "Other systems",
    "Service",
    "Record",
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a view answers. `mark` is the part of the ETag that If-Match is compared with.

    `kept` is what a repeated request is told in place of `body`, where that shows something only once.
    """

    body: Any = None
    status: int = 200
    location: str | None = None
    mark: str | None = None
    kept: Any = None
    is_repeat: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """Whose ETag may be sent as If-Match, and how an act is done only on what was seen, from the path.

    `find` gives the ticket that must be as it was; `guard` takes the act and gives it back guarded.
    """

    address: str
    find: Callable[..., int] | None = None
    guard: Callable[..., Callable[[], Answer]] | None = None


@dataclass(frozen=True, slots=True)
class Door:
    """One method of one address. `takes` is the body, `asks` the query, `gives` the answers by status.

    `seen` says whose ETag may be sent as If-Match. A door with `systems` is theirs alone: they come with a
    credential of their own, which has no scopes. One that `asks_outside` asks another system, in no
    transaction of ours. Its body has at most `most_bytes`.
    """

    method: str
    rule: str
    name: str
    group: str
    scope: Scope | None
    says: str
    gives: Mapping[int, Any]
    takes: type[Sent] | None = None
    is_raw: bool = False
    asks: type[Sent] | None = None
    refuses: frozenset[int] = field(default_factory=frozenset)
    seen: Seen | None = None
    systems: tuple[str, ...] = ()
    asks_outside: bool = False
    most_bytes: int = MOST_BYTES

    @property
    def takes_key(self) -> bool:
        """Whether an Idempotency-Key makes it safe to repeat."""
        return self.method == "POST"

    @property
    def summary(self) -> str:
        """The first sentence of what the door says of itself."""
        return self.says.split("\n", 1)[0]


View = Callable[..., Answer]
DOORS: list[Door] = []

"""What refusals look like: application/problem+json (RFC 9457), and what each status means here."""

from __future__ import annotations

from typing import Any, NotRequired

from typing_extensions import TypedDict

PROBLEM_TYPE = "application/problem+json"


class ProblemAnswer(TypedDict):
    """Why a request was refused: a sentence for people in `detail`, facts beside it.

    `fields` has a sentence by the place of each fault; `problems` are those of a graph; the second of two
    acts has `acted_by`, `acted_at` and `now`; a save that somebody overtook has `changed`, `changed_by` and
    `revision`.
    """

    type: str
    title: str
    status: int
    detail: str
    fields: NotRequired[dict[str, str]]
    problems: NotRequired[list[dict[str, Any]]]
    acted_by: NotRequired[str | None]
    acted_at: NotRequired[str | None]
    now: NotRequired[str]
    changed: NotRequired[list[str]]
    changed_by: NotRequired[str]
    changed_at: NotRequired[str | None]
    revision: NotRequired[int]


SAID = {
    304: "Nothing changed since the answer whose ETag was sent as If-None-Match.",
    400: "The body is not JSON.",
    401: "No token, session or credential, or one that is wrong, revoked or expired.",
    403: "You may see this but not do it, the token lacks the scope, or the address is for another system.",
    404: "It is not there, or not yours to see; the same for what the body or a cursor refers to.",
    409: "A rule or the present state says no: the sentence says which, and what to do.",
    412: "It changed since the answer whose ETag was sent as If-Match, or the address takes no If-Match.",
    413: "The body is over 2 MB (4 MB where a file is taken in), or over 256 KB from another system.",
    415: "The body is not application/json.",
    422: "The schema forbids what was sent: `fields` says what and where.",
    429: "Too many requests: wait as many seconds as Retry-After says.",
    503: "The database does not answer: try again.",
}

"""Full-text search of tickets: the person's words, quoted, on whichever index the database has."""

from __future__ import annotations

import re

import sqlalchemy as sa

from tts.models import Ticket
from tts.queries.visibility import AnySession

Condition = sa.ColumnElement[bool]
LONGEST = 200
MOST_WORDS = 12
WORD = re.compile(r"\w+")


def matching_words(session: AnySession, text: str) -> Condition:
    """The condition on `Ticket` that all words of `text` stand in number, subject or description.

    Words match from their beginning. Nothing to look for matches nothing; what is no word cannot reach the
    index's own query language.
    """
    words = WORD.findall(text[:LONGEST])[:MOST_WORDS]
    if not words:
        return sa.false()
    if session.get_bind().dialect.name == "postgresql":
        query = " & ".join(f"'{word}':*" for word in words)
        sought = sa.func.to_tsquery(sa.literal_column("'simple'"), query)
        return sa.literal_column("ticket.words").bool_op("@@")(sought)
    query = " ".join(f'"{word}"*' for word in words)
    index = sa.literal_column("ticket_words")
    found = sa.select(sa.literal_column("rowid")).select_from(sa.table("ticket_words"))
    return Ticket.id.in_(found.where(index.bool_op("MATCH")(query)))


def wanted_words(text: str) -> str:
    """What was searched for, trimmed, as it is shown again."""
    return " ".join(text.split())[:LONGEST]


"""Who a transfer is for, read from what was typed: a name, or a name with its address."""

from __future__ import annotations

from tts.domain.errors import Invalid
from tts.domain.permissions import Actor
from tts.domain.words import fold
from tts.queries.ticket_page import Colleague, colleagues_of
from tts.queries.visibility import AnySession, reachable_item
from tts.web.frame import request_time


def read_addressee(session: AnySession, actor: Actor, item_id: int, text: str) -> int:
    """The id of the one member of the item's role that the text names; Invalid with what to type instead."""
    item = reachable_item(session, actor, item_id)
    members = colleagues_of(session, item.role_id, now=request_time())
    found = [one for one in members if is_named(one, text)]
    if len(found) == 1:
        return found[0].id
    if not text.strip():
        sentence = "Say to whom it goes: type a name."
    elif found:
        sentence = f"Several people are called “{text.strip()[:60]}”: pick one from the list."
    else:
        sentence = f"“{text.strip()[:60]}” is nobody of this role: pick somebody from the list."
    raise Invalid(sentence, {"to": sentence})


def is_named(colleague: Colleague, text: str) -> bool:
    """Whether the text is the person's name, address or both, or a part of the name that is enough."""
    typed = fold(text)
    name, email = fold(colleague.name), fold(colleague.email)
    return typed in (name, email, f"{name} ({email})", str(colleague.id))

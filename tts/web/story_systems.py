"""What other systems did, and what was sent to them, as parts of a ticket's story."""

from __future__ import annotations

from typing import Any

from tts.domain.ending import OURSELVES
from tts.domain.source_ticket import say_end_times, say_there
from tts.web.story_parts import Part, b, who


def say_answered(event: Any) -> tuple[Part, ...]:
    facts, verdict = event.facts, "approved it" if event.became == "Resolved" else "rejected it"
    by = f", decided by {facts['reviewed_by']}" if facts.get("reviewed_by") else ""
    order = f", order {facts['order_number']}" if facts.get("order_number") else ""
    return (who(event), f" {verdict}: the ticket is ", b(event.became), by, order)


def say_rated(event: Any) -> tuple[Part, ...]:
    return (
        "The requester rated it",
        *((" ", b(event.became)) if event.became else ()),
        say_there(event.facts),
    )


def say_ended_there(event: Any) -> tuple[Part, ...]:
    return (who(event), " told when it ended there", say_end_times(event.facts))


def say_not_configured(event: Any) -> tuple[Part, ...]:
    return ("Nothing was sent on: ", event.reason or "no system is set up for it")


def say_refused(event: Any) -> tuple[Part, ...]:
    why = (": ", b(event.reason)) if event.reason else ()
    if event.facts.get("refused_by") == OURSELVES:
        system = str(event.facts.get("destination", "the system")).upper()
        return ("TTS could not hand it to ", b(system), *why)
    return (who(event), " did not take what it was sent", *why)


def say_corrected(event: Any) -> tuple[Part, ...]:
    fields = [str(name).replace("_", " ") for name in event.facts.get("fields") or []]
    what = " and ".join(fields) if fields else "nothing"
    system = str(event.facts.get("destination", "the system")).upper()
    return (who(event), f" corrected {what} and sent it to ", b(system), " again")


def say_retried(event: Any) -> tuple[Part, ...]:
    return (who(event), " tried a message to ", b(event.facts.get("destination", "outside")), " again")


def say_discarded(event: Any) -> tuple[Part, ...]:
    return (who(event), " gave up a message to ", b(event.facts.get("destination", "outside")))

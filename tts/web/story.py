"""A ticket's events as sentences people can read; pure functions over rows with an Event's columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from tts.domain.source_ticket import say_there
from tts.web.story_parts import Part, b, who
from tts.web.story_systems import (
    say_answered,
    say_corrected,
    say_discarded,
    say_ended_there,
    say_not_configured,
    say_rated,
    say_refused,
    say_retried,
)

SHOWN = ("everything", "notes", "steps", "clock")


@dataclass(frozen=True, slots=True)
class Actor:
    """Whose face stands beside an entry."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the timeline: a face or a sign, parts of a sentence, the moment, a note."""

    at: datetime
    parts: tuple[Part, ...]
    actor: Actor | None = None
    icon: str | None = None
    kind: str = ""
    note: str | None = None
    groups: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Telling:
    """How one kind of event is told."""

    say: Callable[[Any], tuple[Part, ...]]
    icon: str | None = None
    kind: str = ""
    groups: tuple[str, ...] = ()


def tell_story(events: Sequence[Any]) -> list[Entry]:
    """The entries of a ticket, latest first, from its events, oldest first.

    Who got the next item is told with the act that gave it.
    """
    entries: list[Entry] = []
    for event in events:
        earlier = entries[-1] if entries else None
        if event.kind == "item.assigned" and earlier and earlier.at == event.at and earlier.parts:
            if earlier.parts[-1] != b(event.became):
                entries[-1] = replace(earlier, parts=(*earlier.parts, ", to ", b(event.became)))
        else:
            entries.append(tell(event))
    return entries[::-1]


def entries_of(entries: Iterable[Entry], shown: str) -> list[Entry]:
    """The entries of one tab; every entry for a word that is no tab."""
    return [entry for entry in entries if shown not in SHOWN[1:] or shown in entry.groups]


def count_entries(entries: Sequence[Entry]) -> dict[str, int]:
    """How many entries each tab shows."""
    return {shown: len(entries_of(entries, shown)) for shown in SHOWN}


def tell(event: Any) -> Entry:
    """One event as an entry; an unknown kind is told by its name rather than hidden."""
    telling = TELLINGS.get(event.kind, Telling(_plain, "info"))
    note = note_of(event)
    groups = {*telling.groups, *(("notes",) if note else ())}
    actor = Actor(event.actor_id, event.actor_name) if event.actor_id is not None else None
    return Entry(
        at=event.at,
        parts=tuple(part for part in telling.say(event) if part),
        actor=actor,
        icon=telling.icon if telling.icon or actor else "info",
        kind=telling.kind,
        note=note,
        groups=frozenset(groups),
    )


def note_of(event: Any) -> str | None:
    """What somebody wrote with it; None where the sentence says the reason already."""
    reason: str | None = event.reason
    return None if event.kind in REASON_IN_WORDS else reason


def _plain(event: Any) -> tuple[Part, ...]:
    return (who(event), ": ", event.kind.replace(".", " ").replace("_", " "))


def _submitted(event: Any) -> tuple[Part, ...]:
    source = event.facts.get("source")
    return (who(event), " submitted the ticket", "" if source in (None, "page") else f" ({source})")


def _matched(event: Any) -> tuple[Part, ...]:
    named, _, because = (event.reason or "").removeprefix("matched ").partition(": ")
    return ("Matched ", b(named or event.became or "a workflow"), f": {because}" if because else "")


def _unmatched(event: Any) -> tuple[Part, ...]:
    because = (event.reason or "").removeprefix("unmatched: ")
    return (b("No workflow took it"), f": {because}" if because else "")


def _resolved(event: Any) -> tuple[Part, ...]:
    chosen = event.facts.get("transition") or "Complete"
    way = f": {event.was} → {event.became}" if event.became else f" at {event.was}"
    return (who(event), " chose ", b(chosen), way)


def _assigned(event: Any) -> tuple[Part, ...]:
    role = event.facts.get("role")
    return (b(event.became), " got it", f" as {role}" if role else "")


def _waiting(event: Any) -> tuple[Part, ...]:
    return ("Waits to be claimed by ", b(event.became), f": {event.reason}" if event.reason else "")


def _claimed(event: Any) -> tuple[Part, ...]:
    return (who(event), f" took it from {event.was}" if event.was else " claimed it")


def _transferred(event: Any) -> tuple[Part, ...]:
    return (who(event), " passed it", f" from {event.was}" if _other(event) else "", " to ", b(event.became))


def _other(event: Any) -> bool:
    return bool(event.was) and event.was != event.actor_name


def _reassigned(event: Any) -> tuple[Part, ...]:
    return (
        "Taken back",
        f" from {event.was}" if event.was else "",
        *((" for ", b(event.became)) if event.became else ()),
    )


def _escalated(event: Any) -> tuple[Part, ...]:
    role = event.facts.get("to_role") or event.facts.get("role") or event.became
    if event.facts.get("by_breach"):
        return ("It ran out of time and went up", *((" to ", b(role)) if role else ()))
    return (who(event), " escalated it", *((" to ", b(role)) if role else ()))


def _returned(event: Any) -> tuple[Part, ...]:
    return (who(event), " returned it", *((" to ", b(event.became)) if event.became else ()))


def _held(event: Any) -> tuple[Part, ...]:
    return ("Put on hold by ", who(event))


def _resumed(event: Any) -> tuple[Part, ...]:
    return ("Resumed by ", who(event))


def _priority(event: Any) -> tuple[Part, ...]:
    return (who(event), " changed the priority from ", b(event.was), " to ", b(event.became))


def _ended(word: str) -> Callable[[Any], tuple[Part, ...]]:
    return lambda event: (who(event), f" {word} the ticket", say_there(event.facts))


def _moved(event: Any) -> tuple[Part, ...]:
    facts, verb = event.facts, "moved it" if event.kind == "ticket.moved" else "brought it back"
    way = f": {facts['from_step']} → {facts['step']}" if facts["step_id"] != facts["from_step_id"] else ""
    return (who(event), f" {verb} from {event.was} to ", b(event.became), way)


def _completed(event: Any) -> tuple[Part, ...]:
    if event.became == "Pending External":
        return (
            "The steps are done; ",
            b(f"waiting on {str(event.facts.get('waiting_on') or 'another system').upper()}"),
        )
    return ("The ticket is ", b(event.became or "Resolved"))


def _changed(event: Any) -> tuple[Part, ...]:
    fields = event.facts.get("fields") or ["details"]
    return (who(event), " changed ", " and ".join(str(name) for name in fields))


def _marked(event: Any) -> tuple[Part, ...]:
    of_ticket = event.facts.get("scope") == "ticket"
    whose = "the ticket" if of_ticket else event.facts.get("step") or "the step"
    if event.kind == "clock.breached":
        return (b("Late"), ": all of the time for ", b(whose), " is used")
    return (b(f"{event.facts.get('percent')} %"), " of the time for ", b(whose), " is used")


def _reminded(event: Any) -> tuple[Part, ...]:
    return ("Nobody answered the escalation: ", b(event.facts.get("role") or "the role"), " was told again")


def _clock_retried(event: Any) -> tuple[Part, ...]:
    return (who(event), " had the clocks tried again that could not act")


REASON_IN_WORDS = frozenset(
    {
        "ticket.matched",
        "ticket.unmatched",
        "item.waiting",
        "clock.warned",
        "clock.breached",
        "outbox.not_configured",
        "outbox.refused",
    }
)
TELLINGS = {
    "ticket.submitted": Telling(_submitted, groups=("steps",)),
    "ticket.matched": Telling(_matched, "flow", groups=("steps",)),
    "ticket.unmatched": Telling(_unmatched, "late", "soon", ("steps",)),
    "ticket.priority_changed": Telling(_priority, groups=("clock",)),
    "ticket.changed": Telling(_changed, "out", groups=("notes",)),
    "ticket.closed": Telling(_ended("closed"), "check", "ok", ("steps",)),
    "ticket.rated": Telling(say_rated, "info", groups=("notes",)),
    "ticket.ended_there": Telling(say_ended_there, "info", groups=("notes",)),
    "ticket.withdrawn": Telling(_ended("withdrew"), groups=("steps",)),
    "ticket.cancelled": Telling(_ended("cancelled"), groups=("steps",)),
    "ticket.reopened": Telling(_ended("reopened"), groups=("steps",)),
    "ticket.completed": Telling(_completed, "check", "ok", ("steps",)),
    "ticket.answered": Telling(say_answered, "out", "here", ("steps",)),
    "ticket.moved": Telling(_moved, groups=("steps", "clock")),
    "ticket.moved_back": Telling(_moved, groups=("steps", "clock")),
    "item.assigned": Telling(_assigned, "person", groups=("steps",)),
    "item.waiting": Telling(_waiting, "clock", "wait", ("steps",)),
    "item.claimed": Telling(_claimed, groups=("steps",)),
    "item.resolved": Telling(_resolved, groups=("steps",)),
    "item.transferred": Telling(_transferred, groups=("steps",)),
    "item.reassigned": Telling(_reassigned, "swap", groups=("steps",)),
    "item.escalated": Telling(_escalated, "raise", "late", ("steps",)),
    "item.returned": Telling(_returned, "back", groups=("steps",)),
    "item.held": Telling(_held, "pause", "wait", ("clock",)),
    "item.resumed": Telling(_resumed, "play", groups=("clock",)),
    "clock.warned": Telling(_marked, "soon", "soon", ("clock",)),
    "clock.breached": Telling(_marked, "late", "late", ("clock",)),
    "clock.retried": Telling(_clock_retried, groups=("clock",)),
    "escalation.reminded": Telling(_reminded, "raise", "late", ("clock",)),
    "outbox.not_configured": Telling(say_not_configured, "out"),
    "outbox.refused": Telling(say_refused, "late", "late"),
    "outbox.corrected": Telling(say_corrected),
    "outbox.retried": Telling(say_retried),
    "outbox.discarded": Telling(say_discarded),
}

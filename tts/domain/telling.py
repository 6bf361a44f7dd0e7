"""A ticket's events as sentences people can read (rules.md section 10)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tts.domain.ending import OURSELVES
from tts.domain.source_ticket import say_end_times, say_there

Facts = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Told:
    """What an event recorded, as it is told: who, what, from, to, and the names kept with it."""

    kind: str
    actor: str
    was: str | None
    became: str | None
    facts: Facts

    def fact(self, name: str) -> str:
        """A kept name, or "" when the event has none."""
        value = self.facts.get(name)
        return "" if value is None else str(value)


def tell_event(told: Told) -> str:
    """One sentence without its time and reason, both of which stand beside it."""
    telling = _TELLINGS.get(told.kind)
    return telling(told) if telling else f"{told.actor}: {told.kind.replace('.', ' ').replace('_', ' ')}."


def _tell_resolved(told: Told) -> str:
    chose = f"{told.actor} chose “{told.fact('transition')}”"
    return f"{chose}: {told.was} → {told.became}." if told.became else f"{chose} at “{told.was}”."


def _tell_assigned(told: Told) -> str:
    grace = ", with a quarter of its time as grace" if told.facts.get("grace") else ""
    return f"“{told.fact('step')}” went to {told.became} ({told.fact('role')}){grace}."


def _tell_matched(told: Told) -> str:
    version = f" v{told.fact('version')}" if told.fact("version") else ""
    coordinator = f" {told.fact('coordinator')} coordinates it." if told.fact("coordinator") else ""
    return f"{told.became}{version} took the ticket.{coordinator}"


def _tell_escalated(told: Told) -> str:
    if told.facts.get("by_breach"):
        return f"“{told.fact('step')}” was late and went up to {told.became}."
    return f"{told.actor} escalated “{told.fact('step')}” to {told.became}."


def _tell_mark(told: Told) -> str:
    whose = "the ticket" if told.fact("scope") == "ticket" else f"“{told.fact('step')}”"
    if told.kind == "clock.breached":
        return f"All of the time for {whose} is used: it is late."
    return f"{told.fact('percent')} % of the time for {whose} is used."


def _tell_refused(told: Told) -> str:
    if told.fact("refused_by") == OURSELVES:
        return f"TTS could not hand it to {told.fact('destination').upper()}."
    return f"{told.actor} did not take what it was sent."


def _fields(told: Told) -> str:
    fields = told.facts.get("fields")
    return " and ".join(map(str, fields)) if isinstance(fields, list) and fields else "details"


def _rating(told: Told) -> str:
    return f" {told.became}" if told.became else ""


def _step_moved(told: Told) -> str:
    """Where it went, if the step is another one."""
    if told.facts.get("step_id") == told.facts.get("from_step_id"):
        return ""
    return f": “{told.fact('from_step')}” → “{told.fact('step')}”"


_TELLINGS: Mapping[str, Callable[[Told], str]] = {
    "ticket.submitted": lambda told: f"{told.actor} submitted the ticket.",
    "ticket.matched": _tell_matched,
    "ticket.unmatched": lambda told: "No workflow took the ticket.",
    "ticket.priority_changed": lambda told: (
        f"{told.actor} changed the priority from {told.was} to {told.became}."
    ),
    "ticket.changed": lambda told: f"{told.actor} changed {_fields(told)}.",
    "ticket.closed": lambda told: f"{told.actor} closed the ticket{say_there(told.facts)}.",
    "ticket.rated": lambda told: f"The requester rated it{_rating(told)}{say_there(told.facts)}.",
    "ticket.ended_there": lambda told: f"{told.actor} told when it ended there{say_end_times(told.facts)}.",
    "ticket.withdrawn": lambda told: f"{told.actor} withdrew the ticket{say_there(told.facts)}.",
    "ticket.cancelled": lambda told: f"{told.actor} cancelled the ticket.",
    "ticket.reopened": lambda told: f"{told.actor} reopened the ticket, which was {told.was}.",
    "ticket.completed": lambda told: f"The ticket is {told.became}.",
    "ticket.answered": lambda told: f"{told.actor} answered: the ticket is {told.became}.",
    "ticket.coordinator_changed": lambda told: (
        f"{told.became} coordinates the ticket now."
        if told.became
        else f"{told.was} does not coordinate the ticket any more; nobody does."
    ),
    "ticket.moved": lambda told: (
        f"{told.actor} moved the ticket from {told.was} of its workflow to {told.became}{_step_moved(told)}."
    ),
    "ticket.moved_back": lambda told: (
        f"{told.actor} brought the ticket back from {told.was} of its workflow to {told.became}"
        f"{_step_moved(told)}."
    ),
    "item.assigned": _tell_assigned,
    "item.waiting": lambda told: f"“{told.fact('step')}” waits in the queue of {told.became}.",
    "item.claimed": lambda told: f"{told.actor} claimed “{told.fact('step')}”.",
    "item.resolved": _tell_resolved,
    "item.transferred": lambda told: (
        f"{told.actor} transferred “{told.fact('step')}” from {told.was} to {told.became}."
    ),
    "item.held": lambda told: f"{told.actor} put “{told.fact('step')}” on hold.",
    "item.resumed": lambda told: f"{told.actor} resumed “{told.fact('step')}”.",
    "item.escalated": _tell_escalated,
    "item.returned": lambda told: f"{told.actor} returned “{told.fact('step')}” to {told.became}.",
    "item.reassigned": lambda told: f"“{told.fact('step')}” went from {told.was} to {told.became}.",
    "clock.warned": _tell_mark,
    "clock.breached": _tell_mark,
    "clock.retried": lambda told: f"{told.actor} had the clocks tried again that could not act.",
    "escalation.reminded": lambda told: (
        f"Nobody answered the escalation of “{told.fact('step')}”: {told.fact('role')} was told again."
    ),
    "outbox.not_configured": lambda told: "The end logic sent nothing.",
    "outbox.refused": _tell_refused,
    "outbox.corrected": lambda told: (
        f"{told.actor} corrected what goes to {told.fact('destination').upper()} and sent it again."
    ),
    "outbox.retried": lambda told: f"{told.actor} tried a message to {told.fact('destination')} again.",
    "outbox.discarded": lambda told: f"{told.actor} gave up a message to {told.fact('destination')}.",
}

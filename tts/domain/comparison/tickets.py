"""What the tickets that stand on the steps of one definition would gain or lose by another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from tts.domain.comparison.times import step_shares
from tts.domain.definition import Definition
from tts.domain.graph import PRIORITIES, Graph, Id, Step, Transition
from tts.domain.problems import fold_name, plain, quote
from tts.domain.sla import say_duration

Counts = Mapping[Id, Mapping[str, int]]
RoleNames = Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Effect:
    """`kind` is lose, gain or change; the words go on from "they would"."""

    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class TicketsAtStep:
    """So many open tickets stand on a step; without effects nothing changes for them."""

    step_id: Id
    name: str
    tickets: int
    effects: tuple[Effect, ...]

    @property
    def sentence(self) -> str:
        """All of it in one sentence."""
        one = self.tickets == 1
        said = f"{self.tickets:,} {'ticket is' if one else 'tickets are'} at {quote(self.name)}"
        if not self.effects:
            return f"{said}: nothing changes for {'it' if one else 'them'}."
        told = "; ".join(effect.words for effect in self.effects)
        return f"{said}: {'it' if one else 'they'} would {told}."


def tell_tickets(
    old: Definition, new: Definition, counts: Counts, role_names: RoleNames | None = None
) -> tuple[TicketsAtStep, ...]:
    """For each step of `old` with open tickets what they would lose, gain and find changed, most first.

    `counts` has by step how many are open of each priority.
    """
    names = dict(role_names or {})
    for step in (*old.graph.steps, *new.graph.steps):
        if step.role_id is not None and step.role_name:
            names.setdefault(step.role_id, step.role_name)
    teller = _Teller(old, new, names)
    told = [
        TicketsAtStep(step.step_id, step.name, total, tuple(teller.tell(step, counts[step.step_id])))
        for step in old.graph.steps
        if (total := sum(counts.get(step.step_id, {}).values()))
    ]
    return tuple(sorted(told, key=lambda at: (not at.effects, -at.tickets)))


class _Teller:
    """Both sides, with each step's time reckoned once."""

    def __init__(self, old: Definition, new: Definition, names: RoleNames) -> None:
        self.old, self.new, self.names = old, new, names
        self.before, self.after = step_shares(old), step_shares(new)

    def tell(self, step: Step, tickets: Mapping[str, int]) -> Iterator[Effect]:
        """Losses, then gains, then changes."""
        target = self.new.graph.find(step.step_id)
        if target is None:
            yield Effect("lose", "have no step to stand on, as it is gone")
            return
        effects = [*self._choices(step, target), *self._people(step, target), *self._times(step, tickets)]
        yield from sorted(effects, key=lambda effect: ("lose", "gain", "change").index(effect.kind))

    def _choices(self, step: Step, target: Step) -> Iterator[Effect]:
        before = _kept_choices(self.old.graph, step.step_id)
        after = _kept_choices(self.new.graph, step.step_id)
        same = {edge_id: after[edge_id] for edge_id in before if edge_id in after}
        new = [edge for edge_id, edge in after.items() if edge_id not in same]
        for edge_id, edge in before.items():
            if edge_id in same:
                yield from self._same_choice(edge, same[edge_id])
            elif twin := next((other for other in new if _said(other) == _said(edge)), None):
                new.remove(twin)
                yield from self._same_choice(edge, twin)
            else:
                yield Effect("lose", f"lose the choice {quote(edge.name, 'without a name')}")
        for edge in new:
            leads = self._name(self.new.graph, edge.to_step_id)
            yield Effect(
                "gain", f"gain the choice {quote(edge.name, 'without a name')}, which leads to {leads}"
            )
        if step.is_end and not target.is_end:
            yield Effect("lose", "no longer end there by “Complete”")
        if target.is_end and not step.is_end:
            yield Effect("gain", "be able to end there by “Complete”")

    def _same_choice(self, was: Transition, now: Transition) -> Iterator[Effect]:
        said = quote(was.name, "without a name")
        if was.name != now.name:
            yield Effect("change", f"find the choice {said} called {quote(now.name, 'nothing')}")
        if was.to_step_id != now.to_step_id:
            leads = self._name(self.new.graph, now.to_step_id)
            yield Effect("change", f"be led by {said} to {leads}")
        if was.note_required != now.note_required:
            yield Effect("change", f"{'need a' if now.note_required else 'need no'} note for {said}")

    def _people(self, step: Step, target: Step) -> Iterator[Effect]:
        if step.name != target.name:
            yield Effect("change", f"find the step called {quote(target.name)}")
        if step.role_id != target.role_id:
            yield Effect(
                "change", f"be for {self._role(target.role_id)} instead of {self._role(step.role_id)}"
            )
        if step.escalate_to != target.escalate_to:
            yield self._escalation(step.escalate_to, target.escalate_to)
        if step.instruction != target.instruction:
            yield Effect("change", "read another instruction")
        if step.pauses_clock != target.pauses_clock:
            yield Effect("change", f"{'stop' if target.pauses_clock else 'no longer stop'} the clock there")

    def _escalation(self, was: int | None, now: int | None) -> Effect:
        if now is None:
            return Effect("lose", f"lose their escalation to {self._role(was)}")
        if was is None:
            return Effect("gain", f"gain an escalation to {self._role(now)}")
        return Effect("change", f"escalate to {self._role(now)} instead of {self._role(was)}")

    def _times(self, step: Step, tickets: Mapping[str, int]) -> Iterator[Effect]:
        """The step's time and the whole promise, of the priorities that the tickets have."""
        for priority in PRIORITIES:
            if not tickets.get(priority):
                continue
            part = (self.before[priority].get(step.step_id), self.after[priority].get(step.step_id))
            whole = (self.old.details.slas.get(priority), self.new.details.slas.get(priority))
            yield from _time(f"the step's share of {priority}", *part)
            yield from _time(f"the whole promise of {priority}", *whole)

    def _role(self, role_id: int | None) -> str:
        return "nobody" if role_id is None else plain(self.names.get(role_id, "")) or "an unknown role"

    def _name(self, graph: Graph, step_id: Id) -> str:
        step = graph.find(step_id)
        return quote(step.name) if step else "a missing step"


def _kept_choices(graph: Graph, step_id: Id) -> dict[Id, Transition]:
    return {edge.transition_id: edge for edge in graph.choices(step_id)}


def _said(edge: Transition) -> tuple[Id, str]:
    return (edge.to_step_id, fold_name(edge.name))


def _time(what: str, was: timedelta | None, now: timedelta | None) -> Iterator[Effect]:
    if was == now:
        return
    if now is None:
        yield Effect("lose", f"lose {what}, {_say(was)}")
    elif was is None:
        yield Effect("gain", f"gain {what}, {_say(now)}")
    else:
        verb = "rise" if now > was else "fall"
        yield Effect("change", f"see {what} {verb} from {_say(was)} to {_say(now)}")


def _say(duration: timedelta | None) -> str:
    return "nothing" if duration is None else say_duration(duration)

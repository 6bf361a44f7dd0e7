"""The ways through a graph: what is reachable, what reaches an end, which steps lie on common loops.

Everything takes time in proportion to steps and transitions, and nothing recurses: chains may be long.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from tts.domain.graph import Graph, Id, Step, Transition
from tts.domain.problems import plain

_LONGEST_SAID = 7


class Routes:
    """A graph seen as ways. Transitions without both ends, or from a step to itself, are left out."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.steps: dict[Id, Step] = {step.step_id: step for step in reversed(graph.steps)}
        self.position = {step.step_id: index for index, step in enumerate(graph.steps)}
        self.leaving: dict[Id, list[Transition]] = {step.step_id: [] for step in graph.steps}
        self.entering: dict[Id, list[Transition]] = {step.step_id: [] for step in graph.steps}
        for edge in graph.transitions:
            if (
                edge.from_step_id != edge.to_step_id
                and {edge.from_step_id, edge.to_step_id} <= self.steps.keys()
            ):
                self.leaving[edge.from_step_id].append(edge)
                self.entering[edge.to_step_id].append(edge)

    @cached_property
    def starts(self) -> tuple[Step, ...]:
        """The steps marked as start."""
        return tuple(step for step in self.graph.steps if step.is_start)

    @cached_property
    def ends(self) -> tuple[Step, ...]:
        """The steps marked as end."""
        return tuple(step for step in self.graph.steps if step.is_end)

    @cached_property
    def arrivals(self) -> dict[Id, Transition | None]:
        """Each step reachable from a start, in order of distance, with the transition first leading there."""
        found: dict[Id, Transition | None] = {step.step_id: None for step in self.starts}
        waiting = list(found)
        for step_id in waiting:
            for edge in self.leaving[step_id]:
                if edge.to_step_id not in found:
                    found[edge.to_step_id] = edge
                    waiting.append(edge.to_step_id)
        return found

    @cached_property
    def open_end(self) -> Step | None:
        """A reachable step to draw a way from: one where tickets stop, else the start."""
        reachable = [self.steps[step_id] for step_id in self.arrivals]
        stuck = (step for step in reachable if not self.leaving[step.step_id] and not step.is_end)
        return next(stuck, reachable[0] if reachable else None)

    @cached_property
    def reachable_end(self) -> Step | None:
        """The first end that tickets can get to."""
        return next((end for end in self.ends if end.step_id in self.arrivals), None)

    @cached_property
    def finishing(self) -> set[Id]:
        """The steps from which an end can be reached, ends included."""
        return self.leading_to((step.step_id for step in self.ends), within=self.steps)

    def leading_to(self, targets: Iterable[Id], within: Mapping[Id, object] | set[Id]) -> set[Id]:
        """The steps of a set from which one of the targets can be reached without leaving the set."""
        found = set(targets)
        waiting = list(found)
        for step_id in waiting:
            for edge in self.entering[step_id]:
                if edge.from_step_id not in found and edge.from_step_id in within:
                    found.add(edge.from_step_id)
                    waiting.append(edge.from_step_id)
        return found

    @cached_property
    def circles(self) -> list[tuple[Id, ...]]:
        """Groups of steps that can reach each other (single steps too), sources before targets."""
        groups: list[tuple[Id, ...]] = []
        placed: set[Id] = set()
        for root in reversed(self._by_finish()):
            if root in placed:
                continue
            placed.add(root)
            group = [root]
            for step_id in group:
                for edge in self.entering[step_id]:
                    if edge.from_step_id not in placed:
                        placed.add(edge.from_step_id)
                        group.append(edge.from_step_id)
            groups.append(self.in_place(group))
        return groups

    def _by_finish(self) -> list[Id]:
        """The steps in the order in which a depth-first walk leaves them."""
        seen: set[Id] = set()
        finished: list[Id] = []
        for root in self.steps:
            if root in seen:
                continue
            seen.add(root)
            walk = [(root, iter(self.leaving[root]))]
            while walk:
                step_id, choices = walk[-1]
                following = next((edge.to_step_id for edge in choices if edge.to_step_id not in seen), None)
                if following is None:
                    finished.append(step_id)
                    walk.pop()
                else:
                    seen.add(following)
                    walk.append((following, iter(self.leaving[following])))
        return finished

    def in_place(self, step_ids: Iterable[Id]) -> tuple[Id, ...]:
        """Step ids in the order of the graph."""
        return tuple(sorted(step_ids, key=self.position.__getitem__))

    def route_to(self, step_id: Id) -> tuple[Id, ...]:
        """A shortest route from a start: step, transition, step, ...; empty when there is none."""
        if step_id not in self.arrivals:
            return ()
        route: list[Id] = [step_id]
        edge = self.arrivals[step_id]
        while edge is not None:
            route += [edge.transition_id, edge.from_step_id]
            edge = self.arrivals[edge.from_step_id]
        return tuple(reversed(route))

    def loop_of(self, members: Sequence[Id]) -> tuple[Id, ...]:
        """A shortest loop through the first of such a group: step, transition, ..., same step."""
        first, inside = members[0], set(members)
        came: dict[Id, Transition] = {}
        waiting = [first]
        for step_id in waiting:
            for edge in self.leaving[step_id]:
                if edge.to_step_id in inside and edge.to_step_id not in came:
                    came[edge.to_step_id] = edge
                    waiting.append(edge.to_step_id)
        loop: list[Id] = [first]
        while len(loop) == 1 or loop[-1] != first:
            edge = came[loop[-1]]
            loop += [edge.transition_id, edge.from_step_id]
        return tuple(reversed(loop))

    def say(self, route: Sequence[Id], steps_only: bool = False) -> str:
        """A route as people read it: "Triage → Escalate → Review"; the middle of a long one left out."""
        told = range(0, len(route), 2 if steps_only else 1)
        if len(told) > _LONGEST_SAID:
            return " → ".join((*self._names(route, told[:3]), "…", *self._names(route, told[-3:])))
        return " → ".join(self._names(route, told))

    def _names(self, route: Sequence[Id], told: range) -> Iterator[str]:
        return (self._name(index, route[index]) for index in told)

    @cached_property
    def _choices(self) -> dict[Id, str]:
        return {edge.transition_id: edge.name for edge in self.graph.transitions}

    def _name(self, index: int, element: Id) -> str:
        if index % 2:
            return plain(self._choices.get(element, "")) or "(a choice without a name)"
        return plain(self.steps[element].name) or "(a step without a name)"

    def said_to(self, step_id: Id) -> str | None:
        """How tickets get to a step, as a sentence; None when they do not, or begin there."""
        route = self.route_to(step_id)
        return f"Tickets get there by {self.say(route)}." if len(route) > 1 else None

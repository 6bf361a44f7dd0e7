"""From step to step through gateways: each way is one transition."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tts.domain.bpmn.process import Process
from tts.domain.bpmn.xml_reading import Found
from tts.domain.problems import TRANSITION_LIMIT

DEEPEST = 30


@dataclass(frozen=True, slots=True)
class Way:
    """The flows from a node to a step or an end, at least one."""

    source: str
    target: str
    flows: tuple[Found, ...]

    @property
    def last(self) -> Found:
        """The flow that arrives."""
        return self.flows[-1]


class TooManyWays(ValueError):
    """Gateways lead to each other in so many ways that nobody could choose among them."""


def ways_from(process: Process, node_id: str) -> list[Way]:
    """Every way that leaves a node; raises TooManyWays."""
    found: list[Way] = []
    for way in _walk(process, node_id, node_id, ()):
        found.append(way)
        if len(found) > TRANSITION_LIMIT:
            raise TooManyWays
    return found


def _walk(process: Process, source: str, node_id: str, taken: tuple[Found, ...]) -> Iterator[Way]:
    if len(taken) > DEEPEST:
        raise TooManyWays
    for flow in process.leaving.get(node_id, []):
        target = flow.get("targetRef")
        if target in process.gateways:
            yield from _walk(process, source, target, (*taken, flow))
        elif target in process.steps or target in process.ends:
            yield Way(source, target, (*taken, flow))

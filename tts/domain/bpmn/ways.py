"""From step to step through gateways: each way is one transition."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from tts.domain.bpmn.process import Process
from tts.domain.bpmn.xml_reading import Found
from tts.domain.problems import STEP_LIMIT, TRANSITION_LIMIT

DEEPEST = 30
MOST_WAYS = TRANSITION_LIMIT + 2 * STEP_LIMIT
"""Each step may be a start and an end too."""


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


def list_ways(process: Process) -> dict[str, list[Way]]:
    """Every way that leaves each start and step; raises TooManyWays."""
    ways: dict[str, list[Way]] = {node_id: [] for node_id in (*process.starts, *process.steps)}
    for count, way in enumerate(chain.from_iterable(_walk(process, node, node, ()) for node in ways)):
        if count >= MOST_WAYS:
            raise TooManyWays
        ways[way.source].append(way)
    return ways


def _walk(process: Process, source: str, node_id: str, taken: tuple[Found, ...]) -> Iterator[Way]:
    if len(taken) > DEEPEST:
        raise TooManyWays
    for flow in process.leaving.get(node_id, []):
        target = flow.get("targetRef")
        if target in process.gateways:
            yield from _walk(process, source, target, (*taken, flow))
        elif target in process.steps or target in process.ends:
            yield Way(source, target, (*taken, flow))

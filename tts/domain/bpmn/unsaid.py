"""What is said about an element that comes in, and has no place in a workflow."""

from __future__ import annotations

from collections.abc import Iterator

from tts.domain.bpmn import kinds, words
from tts.domain.bpmn.process import Process, say_element
from tts.domain.problems import plain, quote


def say_unsaid(process: Process) -> Iterator[str]:
    """Names of events and gateways, their notes and those of flows, all owners of a step but the first."""
    for element in (*process.starts.values(), *process.ends.values(), *process.gateways.values()):
        name = plain(element.get("name"))
        if name:
            yield f"Line {element.line}: the name {quote(name)} of the {kinds.say_kind(element.name)}."
    silent = (process.starts, process.ends, process.gateways)
    for element in (*(each for ids in silent for each in ids.values()), *process.flows):
        if element.first(words.MODEL, "documentation") is not None:
            yield f"{say_element(element)} has a documentation of its own."
    for step in process.steps.values():
        read = step.first(words.MODEL, "potentialOwner")
        for owner in (child for child in step.children if child.name in kinds.OWNERS):
            if owner is not read or owner.first(words.MODEL, "resourceRef") is None:
                yield f"Line {owner.line}: a {kinds.say_kind(owner.name)} of {quote(step.get('name'))}."

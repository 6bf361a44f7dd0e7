"""What of BPMN a workflow can say, what it can do without, and why it refuses the rest."""

from __future__ import annotations

import re

TASKS = ("userTask", "task", "manualTask")
GATEWAYS = ("exclusiveGateway",)

PASSED_OVER = frozenset(
    ("documentation", "extensionElements", "incoming", "outgoing", "laneSet", "sequenceFlow", "resource")
)
OWNERS = ("potentialOwner", "humanPerformer", "performer", "resourceRole")
LEFT_OUT = frozenset(
    (
        "association",
        "auditing",
        "category",
        "collaboration",
        "correlationProperty",
        "correlationSubscription",
        "dataInputAssociation",
        "dataObject",
        "dataObjectReference",
        "dataOutputAssociation",
        "dataStore",
        "dataStoreReference",
        "error",
        "escalation",
        "group",
        "import",
        "interface",
        "ioSpecification",
        "itemDefinition",
        "message",
        "monitoring",
        "property",
        "relationship",
        "rendering",
        "signal",
        "supportedInterfaceRef",
        "textAnnotation",
    )
)
"""Notes, drawings and declarations: without them the same people do the same steps."""

_NOTHING_RUNS = "people do the steps here, nothing is run"
_ONE_TOKEN = "a ticket stands at one step at a time"
_NO_EVENTS = "tickets move when somebody chooses, not by events"
WHY_NOT = {
    "scriptTask": _NOTHING_RUNS,
    "serviceTask": _NOTHING_RUNS,
    "businessRuleTask": _NOTHING_RUNS,
    "sendTask": _NOTHING_RUNS,
    "receiveTask": _NO_EVENTS,
    "parallelGateway": _ONE_TOKEN,
    "inclusiveGateway": _ONE_TOKEN,
    "complexGateway": _ONE_TOKEN,
    "eventBasedGateway": _NO_EVENTS,
    "intermediateCatchEvent": _NO_EVENTS,
    "intermediateThrowEvent": _NO_EVENTS,
    "boundaryEvent": _NO_EVENTS,
    "multiInstanceLoopCharacteristics": _ONE_TOKEN,
    "standardLoopCharacteristics": "draw the way back as a transition",
    "subProcess": "a workflow has steps and no process inside of them",
    "adHocSubProcess": "a workflow has steps and no process inside of them",
    "transaction": "a workflow has steps and no process inside of them",
    "callActivity": "a workflow does not call another one",
}


def say_kind(name: str) -> str:
    """scriptTask -> "script task"."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()


def say_one(name: str) -> str:
    """The same with its article: "an error event definition"."""
    said = say_kind(name)
    return f"{'an' if said[:1] in 'aeiou' else 'a'} {said}"


def why_not(name: str) -> str:
    """Why that kind of element cannot be expressed, as the end of a sentence."""
    if name.endswith("EventDefinition"):
        return _NO_EVENTS
    return WHY_NOT.get(name, "a workflow has nothing like it")

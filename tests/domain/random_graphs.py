"""Random graphs for property tests: small ones with every kind of fault, and any JSON at all."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from tests.domain.samples import ROLES
from tts.domain.graph import Graph, Step, Transition
from tts.domain.soundness import Circumstances, Details, RoleFacts

NAMES = st.sampled_from(
    ["Triage", "triage ", "Ｔriage", "Resolve", "Verify", "", " ", "Complete", "A/B~C", "\u200b"]
)
WEIGHTS = st.sampled_from([None, "0", "0.1", "0.2", "0.3333", "0.5", "1", "1.5", "-0.2", "0.12345", "0.0001"])
DESIGNS = st.sampled_from(
    [{}, {"x": 1, "y": 2}, {"x": 5, "y": 9}, {"x": 25, "y": 2}, {"x": "a", "y": 1}, {"x": 1e9, "y": 1}]
)


@st.composite
def graphs(draw: Any, most_steps: int = 6) -> Graph:
    """A graph with any faults a saved draft may have."""
    count = draw(st.integers(0, most_steps))
    steps = [
        Step(
            number if draw(st.booleans()) else f"new_{number}",
            draw(NAMES).strip(),
            role_id=draw(st.sampled_from([None, 2, 3, 4, 98, 99])),
            escalate_to=draw(st.sampled_from([None, 2, 4, 98, 99])),
            weight=None if (weight := draw(WEIGHTS)) is None else Decimal(weight),
            order=draw(st.integers(0, 3)),
            is_start=draw(st.integers(0, 2)) == 0,
            is_end=draw(st.integers(0, 2)) == 0,
            pauses_clock=draw(st.integers(0, 4)) == 0,
            design=draw(DESIGNS),
        )
        for number in range(1, count + 1)
    ]
    ids = [step.step_id for step in steps]
    if count < 2:
        return Graph(tuple(steps))
    pairs = st.tuples(st.sampled_from(ids), st.sampled_from(ids)).filter(lambda pair: pair[0] != pair[1])
    ways = draw(st.lists(st.tuples(pairs, NAMES), max_size=2 * count))
    edges = [
        Transition(number if number % 2 else f"edge_{number}", source, target, name.strip())
        for number, ((source, target), name) in enumerate(ways, 1)
    ]
    return Graph(tuple(steps), tuple(edges))


@st.composite
def any_circumstances(draw: Any) -> Circumstances:
    """Circumstances with any faults: roles retired or empty, promises out of order."""
    slas = st.sampled_from(
        [
            None,
            timedelta(0),
            timedelta(minutes=4),
            timedelta(hours=4),
            timedelta(hours=8),
            timedelta(days=5000),
        ]
    )
    return Circumstances(
        Details(
            "Some workflow",
            draw(st.sampled_from(["", "IT"])),
            draw(st.sampled_from(["", "Others"])),
            "",
            {name: draw(slas) for name in ("low", "medium", "high", "urgent")},
            draw(st.sampled_from(["", "asset", "budget", "notification"])),
        ),
        {**ROLES, 98: RoleFacts("Nobody"), 4: RoleFacts("Manager", draw(st.booleans()), frozenset({20}))},
        draw(st.sampled_from([frozenset(), frozenset({"asset"})])),
        draw(st.sampled_from([None, "Another one"])),
        draw(st.sampled_from(["draft", "deploy", "initialize"])),
    )


_VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=12),
    st.sampled_from(
        ["__proto__", "constructor", "0.2", "node_1", "\u202e", "\ud800", "turn", 10**400, float("nan")]
    ),
)
ANY_JSON = st.recursive(
    _VALUES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
_STEP_KEYS = [
    "step_id",
    "temp_id",
    "name",
    "role_id",
    "weight",
    "is_start",
    "is_end",
    "design",
    "order",
    "assignment",
    "instruction",
]
_EDGE_KEYS = [
    "transition_id",
    "from_step_id",
    "from_temp_id",
    "to_step_id",
    "to_temp_id",
    "name",
    "note_required",
    "design",
]
NEARLY_GRAPHS = st.fixed_dictionaries(
    {
        "nodes": st.lists(st.dictionaries(st.sampled_from(_STEP_KEYS), ANY_JSON, max_size=6), max_size=3)
        | ANY_JSON,
        "edges": st.lists(st.dictionaries(st.sampled_from(_EDGE_KEYS), ANY_JSON, max_size=6), max_size=3)
        | ANY_JSON,
    }
)

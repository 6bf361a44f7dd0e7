"""Two graphs on one drawing: what was added, removed, changed, and where moved steps stood before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from tts.domain.diff import Change, compare
from tts.domain.graph import Graph, Id, Step, Transition
from tts.domain.picture.moving import Floor, ghosts_of, line_between
from tts.domain.picture.shapes import Arrow, Box, Picture, Point
from tts.domain.picture.whole import graph_picture

ADDED, REMOVED, CHANGED, SAME, MOVED = "added", "removed", "changed", "same", "moved"
SIGNS = {ADDED: "+", REMOVED: "−", CHANGED: "±", MOVED: "→"}
_WORDS = {
    "role_id": "role",
    "escalate_to": "escalation",
    "weight": "share",
    "is_start": "start",
    "is_end": "end",
    "pauses_clock": "clock",
    "from_step_id": "origin",
    "to_step_id": "target",
    "note_required": "note",
}


@dataclass(frozen=True, slots=True)
class BothBox:
    """A step: `state` is added, removed, changed or same, `fields` what of it changed, in single words.

    `ghost` is where it stood before, and `way` the line from there; of steps that were moved.
    """

    box: Box
    state: str
    fields: tuple[str, ...] = ()
    ghost: Box | None = None
    way: tuple[Point, ...] = ()

    @property
    def line(self) -> str:
        """What became of it, as a sign and words: “+ added”, “± role, share”, “→ moved”; else empty."""
        if self.state == CHANGED:
            return SIGNS[CHANGED] + " " + ", ".join((*self.fields, *(["moved"] if self.ghost else [])))
        if self.state == SAME:
            return f"{SIGNS[MOVED]} moved" if self.ghost else ""
        return f"{SIGNS[self.state]} {self.state}"


@dataclass(frozen=True, slots=True)
class BothArrow:
    """A transition; one that leads elsewhere now is drawn twice, where it led as removed."""

    arrow: Arrow
    state: str
    fields: tuple[str, ...] = ()

    @property
    def points(self) -> tuple[Point, ...]:
        """The points of its line."""
        return self.arrow.points

    @property
    def label(self) -> str:
        """Its name, with the sign of what became of it before."""
        sign = SIGNS.get(self.state, "")
        return f"{sign} {self.arrow.label}" if sign else self.arrow.label


@dataclass(frozen=True, slots=True)
class BothPicture:
    """`frame` has every box, ghost and line, for its measures."""

    frame: Picture
    boxes: tuple[BothBox, ...]
    arrows: tuple[BothArrow, ...]


def both_picture(old: Graph, new: Graph) -> BothPicture:
    """Both graphs at the places of `new`, and what only `old` has at its own, set below what stands there."""
    changes = compare(old, new)
    known = {step.step_id for step in old.steps}
    steps, lines, states = _joined(old, new, _changed_fields(changes, "transition"))
    joined = Graph(tuple(steps), tuple(lines))
    picture = graph_picture(joined)
    moved = {change.id for change in changes if change.kind == "moved" and change.element == "step"}
    ghosts = ghosts_of(picture, joined, [step for step in old.steps if step.step_id in moved])
    fields = _changed_fields(changes, "step")
    boxes = []
    for box in picture.boxes:
        told, ghost = fields.get(box.step_id, ()), ghosts.get(box.step_id)
        state = REMOVED if new.find(box.step_id) is None else CHANGED if told else SAME
        way = line_between(ghost, box) if ghost else ()
        boxes.append(BothBox(box, state if box.step_id in known else ADDED, told, ghost, way))
    arrows = tuple(BothArrow(arrow, *states[arrow.transition_id]) for arrow in picture.arrows)
    frame = replace(picture, boxes=(*picture.boxes, *ghosts.values()))
    return BothPicture(frame, tuple(boxes), arrows)


def _changed_fields(changes: Iterable[Change], element: str) -> dict[Id, tuple[str, ...]]:
    found: dict[Id, tuple[str, ...]] = {}
    for change in changes:
        if change.kind == CHANGED and change.element == element:
            found[change.id] = (*found.get(change.id, ()), _WORDS.get(change.field, change.field))
    return found


def _joined(
    old: Graph, new: Graph, fields: Mapping[Id, tuple[str, ...]]
) -> tuple[list[Step], list[Transition], dict[Id, tuple[str, tuple[str, ...]]]]:
    """All steps, all transitions, and by transition what became of it."""
    floor = Floor(new.steps)
    steps = [*new.steps, *(floor.set_aside(step) for step in old.steps if new.find(step.step_id) is None)]
    known = {edge.transition_id: edge for edge in old.transitions}
    lines, states = [], {}
    for edge in new.transitions:
        changed = fields.get(edge.transition_id, ())
        state = ADDED if edge.transition_id not in known else CHANGED if changed else SAME
        lines.append(edge)
        states[edge.transition_id] = (state, changed)
    stays = {edge.transition_id: edge for edge in new.transitions}
    for edge in old.transitions:
        now = stays.get(edge.transition_id)
        if now is None or (edge.from_step_id, edge.to_step_id) != (now.from_step_id, now.to_step_id):
            drawn = replace(edge, transition_id=f"was {edge.transition_id}")
            lines.append(drawn)
            states[drawn.transition_id] = (REMOVED, ())
    return steps, lines, states

"""What a file calls the steps: after their names, so that two files of one workflow differ where it does."""

from __future__ import annotations

from tts.domain.graph import Graph, Id
from tts.domain.problems import fold_name

LONGEST = 60


def name_steps(graph: Graph) -> dict[Id, str]:
    """A short text for each step, "manager-review"; of several the same, the later ones are numbered."""
    names: dict[Id, str] = {}
    taken: set[str] = set()
    counts: dict[str, int] = {}
    for step in graph.steps:
        base = slug = slug_of(step.name)
        while slug in taken:
            counts[base] = counts.get(base, 1) + 1
            slug = f"{base}-{counts[base]}"
        taken.add(slug)
        names[step.step_id] = slug
    return names


def slug_of(name: str) -> str:
    """Letters and digits of a name in small, joined by hyphens; "step" where there are none."""
    letters = "".join(character if character.isalnum() else " " for character in fold_name(name))
    return "-".join(letters.split())[:LONGEST].strip("-") or "step"

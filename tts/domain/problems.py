"""What is wrong with a graph, said the same way on every door: designer, page, API and command line."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from tts.domain.graph import Id

SEVERITIES = ("error", "warning", "info")

NAME_LIMIT = 120
TEXT_LIMIT = 20_000
STEP_LIMIT = 2_000
TRANSITION_LIMIT = 5_000


@dataclass(frozen=True, slots=True)
class Fix:
    """A named JSON Patch (RFC 6902) on {"workflow": {...}, "graph": {"nodes": [...], "edges": [...]}}."""

    label: str
    patch: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """One root cause, in a sentence that names things as the user did."""

    code: str
    severity: str
    sentence: str
    why: str = ""
    step_ids: tuple[Id, ...] = ()
    transition_ids: tuple[Id, ...] = ()
    witness: str | None = None
    witness_ids: tuple[Id, ...] = ()
    fixes: tuple[Fix, ...] = ()

    @property
    def is_error(self) -> bool:
        """Whether it blocks deploy and initialize."""
        return self.severity == "error"


def troubled_steps(problems: Iterable[Problem]) -> frozenset[Id]:
    """The steps that errors lie on, for drawings: what is wrong with all shares together lies on none."""
    return frozenset(
        step_id
        for problem in problems
        if problem.is_error and problem.code != "WF161"
        for step_id in problem.step_ids
    )


def _found(
    severity: str,
    code: str,
    sentence: str,
    why: str,
    step_ids: Iterable[Id] = (),
    transition_ids: Iterable[Id] = (),
    witness: str | None = None,
    witness_ids: Iterable[Id] = (),
    fixes: Iterable[Fix] = (),
) -> Problem:
    return Problem(
        code,
        severity,
        sentence,
        why,
        tuple(step_ids),
        tuple(transition_ids),
        witness,
        tuple(witness_ids),
        tuple(fixes),
    )


error = partial(_found, "error")
warning = partial(_found, "warning")
info = partial(_found, "info")


def problem_json(problem: Problem) -> dict[str, Any]:
    """A problem as the API and the designer read it."""
    return {
        "code": problem.code,
        "severity": problem.severity,
        "sentence": problem.sentence,
        "why": problem.why,
        "step_ids": list(problem.step_ids),
        "transition_ids": list(problem.transition_ids),
        "witness": problem.witness,
        "witness_ids": list(problem.witness_ids),
        "fixes": [{"label": fix.label, "patch": list(fix.patch)} for fix in problem.fixes],
    }


def in_severity(problems: Iterable[Problem]) -> list[Problem]:
    """Errors first, then warnings, then infos; by code within each, else as found."""
    return sorted(problems, key=lambda problem: (SEVERITIES.index(problem.severity), problem.code))


def fold_name(name: str) -> str:
    """What makes two names the same: NFKC, trimmed, case-folded."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).strip().casefold())


def quote(name: str, otherwise: str = "a step without a name") -> str:
    """A name in curly quotes, safe to show; blank ones said in words."""
    shown = plain(name)
    if not shown:
        return otherwise
    return f"“{shown}”"


def plain(name: str) -> str:
    """A name fit to show in one line: hidden characters out, spaces made one, long ones cut."""
    visible = "".join(
        character if character.isprintable() else " " * character.isspace() for character in name
    )
    shown = " ".join(visible.split())
    return shown if len(shown) <= 60 else shown[:59] + "…"


def listed(names: Sequence[str], limit: int = 4) -> str:
    """Names as a person lists them: "“A”, “B” and 3 more"."""
    if len(names) <= 1:
        return "".join(names)
    if len(names) > limit:
        return f"{', '.join(names[: limit - 1])} and {len(names) - limit + 1} more"
    return f"{', '.join(names[:-1])} and {names[-1]}"

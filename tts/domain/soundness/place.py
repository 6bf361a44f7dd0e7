"""Whether the workflow has its place among the others and the systems around: WF180 to WF182."""

from __future__ import annotations

from collections.abc import Iterator

from tts.domain.ending import NAME_OF, SYSTEM_OF
from tts.domain.fixes import set_details
from tts.domain.problems import Problem, error, fold_name, quote, warning
from tts.domain.soundness.circumstances import Circumstances


def place_problems(around: Circumstances) -> Iterator[Problem]:
    """What is wrong with end logic, department and category."""
    details = around.details
    system = SYSTEM_OF.get(details.end_logic)
    if system is not None and system not in around.configured_systems:
        yield warning(
            "WF180",
            f"At the end tickets go to {NAME_OF[system]}, which is not configured.",
            "They are completed at once, and nothing is sent until it is.",
            fixes=[set_details("End without it", [("end_logic", details.end_logic, "")])],
        )
    missing = [name for name in ("department", "category") if not fold_name(getattr(details, name))]
    if missing:
        yield error(
            "WF181",
            f"The workflow has no {' and no '.join(missing)}.",
            "Tickets find their workflow by department and category.",
        )
    if around.taken_by is not None:
        where = " / ".join(
            part for part in (details.department, details.category, details.sub_category) if part
        )
        yield error(
            "WF182",
            f"{quote(around.taken_by, 'Another workflow')} is initialized for {where} already.",
            "A ticket could not tell which of the two to take. Pause that one, or change the category here.",
        )

"""Whether somebody is there for every step: WF140 to WF142 and WF150 to WF153."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from tts.domain.fixes import FixBuilder
from tts.domain.graph import Graph, Step
from tts.domain.problems import Fix, Problem, error, listed, plain, quote, warning
from tts.domain.soundness.circumstances import Circumstances, RoleFacts

_OFFERED = 2
_LOOKED_AT = 5


def people_problems(graph: Graph, around: Circumstances, fixes: FixBuilder) -> Iterator[Problem]:
    """What is wrong with the roles of steps and the people in them."""
    used = dict.fromkeys(step.role_id for step in graph.steps if step.role_id in around.roles)
    active = [role_id for role_id in used if role_id is not None and around.roles[role_id].is_active]
    for step in graph.steps:
        yield from _role(step, around, fixes, active[:_LOOKED_AT])
        yield from _escalation(step, around, fixes)
    yield from _empty_roles(graph, around)
    yield from _same_people(graph, around, fixes)


def _role(step: Step, around: Circumstances, fixes: FixBuilder, active: list[int]) -> Iterator[Problem]:
    why = "A ticket that gets there is given to somebody of the step's role."
    role = None if step.role_id is None else around.roles.get(step.role_id)
    offered = _other_roles(step, around, fixes, active)
    if step.role_id is None:
        yield error("WF140", f"{quote(step.name)} has no role.", why, [step.step_id], fixes=offered)
    elif role is None:
        sentence = f"{quote(step.name)} is given to a role that does not exist."
        yield error("WF141", sentence, why, [step.step_id], fixes=offered)
    elif not role.is_active:
        sentence = (
            f"{quote(step.name)} is given to the role {quote(role.name)}, which is not active any more."
        )
        yield error("WF141", sentence, why, [step.step_id], fixes=offered)


def _other_roles(step: Step, around: Circumstances, fixes: FixBuilder, active: list[int]) -> list[Fix]:
    """The roles other steps use, the escalation role left out."""
    fitting = [role_id for role_id in active if role_id != step.escalate_to][:_OFFERED]
    return [
        fixes.set_step(f"Give it to {plain(around.roles[role_id].name)}", step, "role_id", role_id)
        for role_id in fitting
    ]


def _escalation(step: Step, around: Circumstances, fixes: FixBuilder) -> Iterator[Problem]:
    if step.escalate_to is None:
        return
    role = around.roles.get(step.escalate_to)
    offered = [fixes.set_step("Escalate to nobody", step, "escalate_to", None)]
    if role is None or not role.is_active:
        why_not = (
            f"the role {quote(role.name)}, which is not active any more"
            if role
            else "a role that does not exist"
        )
        yield error(
            "WF150",
            f"{quote(step.name)} escalates to {why_not}.",
            "A late ticket would reach nobody.",
            [step.step_id],
            fixes=offered,
        )
    elif step.escalate_to == step.role_id:
        yield error(
            "WF151",
            f"{quote(step.name)} escalates to its own role, {quote(role.name)}.",
            "An escalation asks somebody else; the same people would get the ticket again.",
            [step.step_id],
            fixes=offered,
        )


def _empty_roles(graph: Graph, around: Circumstances) -> Iterator[Problem]:
    """One problem for each role that nobody has, whatever the number of its steps."""
    for code, uses, what in (
        ("WF142", ((step.role_id, step) for step in graph.steps), "work at"),
        ("WF152", ((step.escalate_to, step) for step in graph.steps), "escalations from"),
    ):
        for role, steps in _by_role(uses, around):
            if not role.members:
                where = listed([quote(step.name) for step in steps])
                say = error if around.moment == "initialize" else warning
                yield say(
                    code,
                    f"Nobody active has the role {quote(role.name)}, for {what} {where}.",
                    "Tickets would wait there until somebody is given the role.",
                    [step.step_id for step in steps],
                )


def _by_role(
    uses: Iterable[tuple[int | None, Step]], around: Circumstances
) -> Iterator[tuple[RoleFacts, list[Step]]]:
    steps: dict[int, list[Step]] = defaultdict(list)
    for role_id, step in uses:
        if role_id is not None and role_id in around.roles and around.roles[role_id].is_active:
            steps[role_id].append(step)
    return ((around.roles[role_id], found) for role_id, found in steps.items())


def _same_people(graph: Graph, around: Circumstances, fixes: FixBuilder) -> Iterator[Problem]:
    pairs: dict[tuple[int, int], list[Step]] = defaultdict(list)
    for step in graph.steps:
        if step.role_id is None or step.escalate_to is None or step.role_id == step.escalate_to:
            continue
        if step.role_id in around.roles and step.escalate_to in around.roles:
            pairs[step.role_id, step.escalate_to].append(step)
    for (role_id, above_id), steps in pairs.items():
        role, above = around.roles[role_id], around.roles[above_id]
        if role.is_active and above.is_active and above.members and above.members <= role.members:
            yield warning(
                "WF153",
                f"Everyone in {quote(above.name)} is in {quote(role.name)} too, so an escalation of "
                f"{listed([quote(step.name) for step in steps])} may reach the person who is late.",
                "An escalation is meant to bring in somebody else.",
                [step.step_id for step in steps],
                fixes=[
                    fixes.set_steps("Escalate to nobody", [(step, "escalate_to", None) for step in steps])
                ],
            )

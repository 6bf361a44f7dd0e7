"""What refuses even the save of a draft: WF001 (size), WF002, WF120, WF121 and the texts of WF130."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator

from tts.domain.fixes import FixBuilder
from tts.domain.graph import Graph, Id, Step, Transition
from tts.domain.problems import NAME_LIMIT, STEP_LIMIT, TEXT_LIMIT, TRANSITION_LIMIT, Problem, quote
from tts.domain.wording import BIDI, NO_CHARACTERS


def say_transition(graph: Graph, edge: Transition) -> str:
    """A transition as people know it: by its name and both its ends."""
    source, target = graph.find(edge.from_step_id), graph.find(edge.to_step_id)
    name = quote(edge.name, "without a name")
    ends = (f" from {quote(source.name)}" if source else "", f" to {quote(target.name)}" if target else "")
    return f"Transition {name}{ends[0]}{ends[1]}"


def has_hidden_characters(text: str, many_lines: bool = False) -> bool:
    """Whether a text has controls or what is no character; in names also marks that turn the direction."""
    for character in text:
        if many_lines and character in "\n\r\t":
            continue
        category = unicodedata.category(character)
        if category in ("Cc", "Cs") or character in NO_CHARACTERS:
            return True
        if not many_lines and (category in ("Zl", "Zp") or character in BIDI):
            return True
    return False


def shape_problems(graph: Graph) -> list[Problem]:
    """Everything about a graph's shape which refuses its save."""
    fixes = FixBuilder(graph)
    return [
        *_size(graph),
        *_doubles(graph),
        *_self_loops(graph, fixes),
        *_loose_ends(graph, fixes),
        *_step_texts(graph),
        *_transition_texts(graph),
    ]


def _size(graph: Graph) -> Iterator[Problem]:
    for found, limit, noun in (
        (len(graph.steps), STEP_LIMIT, "steps"),
        (len(graph.transitions), TRANSITION_LIMIT, "transitions"),
    ):
        if found > limit:
            yield Problem(
                "WF001",
                "error",
                f"The graph has {found:,} {noun}: at most {limit:,} are possible.",
                "A graph of this size can be neither drawn nor read. Split it into several workflows.",
            )


def _doubles(graph: Graph) -> Iterator[Problem]:
    counted = Counter(step.step_id for step in graph.steps)
    for step_id in (found for found, count in counted.items() if count > 1):
        names = " and ".join(quote(step.name) for step in graph.steps if step.step_id == step_id)
        yield Problem(
            "WF002",
            "error",
            f"Two steps carry the same id: {names}.",
            "A transition could mean either of them.",
            (step_id,),
        )
    lines = Counter(edge.transition_id for edge in graph.transitions)
    for edge_id in (found for found, count in lines.items() if count > 1):
        names = " and ".join(quote(edge.name) for edge in graph.transitions if edge.transition_id == edge_id)
        yield Problem(
            "WF002",
            "error",
            f"Two transitions carry the same id: {names}.",
            "A choice could mean either of them.",
            (),
            (edge_id,),
        )


def _self_loops(graph: Graph, fixes: FixBuilder) -> Iterator[Problem]:
    for edge in graph.transitions:
        step = graph.find(edge.from_step_id)
        if step and edge.from_step_id == edge.to_step_id:
            name = quote(edge.name, "without a name")
            yield Problem(
                "WF120",
                "error",
                f"Transition {name} leads from {quote(step.name)} back to itself.",
                "Choosing it would change nothing. Lead it to another step, or remove it.",
                (edge.from_step_id,),
                (edge.transition_id,),
                fixes=(fixes.remove_edges("Remove the transition", [edge]),),
            )


def _loose_ends(graph: Graph, fixes: FixBuilder) -> Iterator[Problem]:
    known = {step.step_id for step in graph.steps}
    for edge in graph.transitions:
        lacking = [end for end in (edge.from_step_id, edge.to_step_id) if end not in known]
        if lacking:
            where = "both its steps are" if len(lacking) == 2 else "the step it comes from is"
            where = "the step it leads to is" if edge.from_step_id in known else where
            yield Problem(
                "WF121",
                "error",
                f"{say_transition(graph, edge)}: {where} missing.",
                "A transition joins two steps of the same graph. Connect it anew, or remove it.",
                tuple(end for end in (edge.from_step_id, edge.to_step_id) if end in known),
                (edge.transition_id,),
                fixes=(fixes.remove_edges("Remove the transition", [edge]),),
            )


def _text_fault(name: str, texts: dict[str, str]) -> str | None:
    """What is wrong with a name or one of the longer texts beside it, as the end of a sentence."""
    if len(name) > NAME_LIMIT:
        return f"has a name of {len(name):,} characters: at most {NAME_LIMIT} are possible"
    if has_hidden_characters(name):
        return "has characters in its name that cannot be seen or that turn the reading direction"
    for what, text in texts.items():
        if len(text) > TEXT_LIMIT:
            return f"has {what} of {len(text):,} characters: at most {TEXT_LIMIT:,} are possible"
        if has_hidden_characters(text, many_lines=True):
            return f"has control characters or others that no file can keep in its {what.split()[-1]}"
    return None


def _text_problem(what: str, fault: str, step_ids: tuple[Id, ...], transition_ids: tuple[Id, ...]) -> Problem:
    why = "Names stand in lists, mails and buttons: they must be short and say what they seem to say."
    return Problem("WF130", "error", f"{what} {fault}.", why, step_ids, transition_ids)


def _step_texts(graph: Graph) -> Iterator[Problem]:
    for step in graph.steps:
        fault = _text_fault(
            step.name, {"a description": step.description, "an instruction": step.instruction}
        )
        if fault:
            yield _text_problem(_step_said(step), fault, (step.step_id,), ())


def _step_said(step: Step) -> str:
    return f"Step {quote(step.name, 'without a name')}"


def _transition_texts(graph: Graph) -> Iterator[Problem]:
    for edge in graph.transitions:
        fault = _text_fault(edge.name, {})
        if fault:
            yield _text_problem(say_transition(graph, edge), fault, (), (edge.transition_id,))

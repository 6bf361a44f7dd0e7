"""What an import would do, told before it does: nothing is written here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from tts.domain.comparison.choice_order import choice_order_changes
from tts.domain.definition import Details, details_json
from tts.domain.details import read_details
from tts.domain.diff import compare
from tts.domain.errors import Invalid
from tts.domain.permissions import Actor, Permission
from tts.domain.problems import Problem
from tts.models import Workflow
from tts.queries.exchange import namesakes_of, role_names
from tts.queries.workflow_access import reachable_workflow
from tts.queries.workflow_graphs import details_of, working_graph
from tts.services.exchange.checks import check_document
from tts.services.exchange.imports import body_over
from tts.services.workflows.changes import say_details_changes
from tts.services.workflows.graph import read_sent_graph


@dataclass(frozen=True, slots=True)
class Preview:
    """What would become of one document: of a workflow that is there, or a new draft (`workflow_id` None)."""

    name: str
    changes: tuple[str, ...]
    problems: tuple[Problem, ...]
    workflow_id: int | None = None
    revision: int | None = None
    namesakes: tuple[int, ...] = ()

    @property
    def errors(self) -> int:
        """How many problems keep it from being deployed."""
        return sum(problem.is_error for problem in self.problems)


def preview_import(
    session: Session,
    documents: Sequence[object],
    into: int | None = None,
    *,
    actor: Actor,
    configured: frozenset[str] = frozenset(),
) -> list[Preview]:
    """What importing the documents would do; `into` is the workflow that a single one would change.

    Raises NotPermitted, NotFound, Invalid, FileRefused, and SaveRefused for what not even a draft may hold.
    """
    actor.require(Permission.DESIGN)
    if into is None:
        return [_preview_new(session, document, configured) for document in documents]
    if len(documents) != 1:
        raise Invalid(f"The file has {len(documents):,} workflows: only a single one can change another.")
    workflow = reachable_workflow(session, actor, into)
    return [_preview_change(session, workflow, documents[0], configured)]


def _preview_new(session: Session, document: object, configured: frozenset[str]) -> Preview:
    details, problems = check_document(session, document, configured)
    graph = document.get("graph") if isinstance(document, Mapping) else None
    steps, ways = (len((graph or {}).get(key, [])) for key in ("nodes", "edges"))
    said = f"A new draft with {_count(steps, 'step')} and {_count(ways, 'transition')}."
    return Preview(details.name, (said,), tuple(problems), namesakes=namesakes_of(session, details.name))


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _preview_change(
    session: Session, workflow: Workflow, document: object, configured: frozenset[str]
) -> Preview:
    body = body_over(session, workflow.id, document)
    old = details_of(workflow)
    new = read_details(body["workflow"], old)
    before = working_graph(session, workflow.id)
    after = read_sent_graph(session, body["graph"], before)
    changes = (
        *say_details_changes(old, new),
        *(change.sentence for change in compare(before, after, role_names(session))),
        *(change.sentence for change in choice_order_changes(before, after)),
    )
    problems = check_document(session, _whole(document, new), configured, workflow.id)[1]
    return Preview(new.name, changes, tuple(problems), workflow.id, workflow.revision)


def _whole(document: Any, details: Details) -> dict[str, Any]:
    """The document with the details it leaves as they are."""
    return {**document, "workflow": details_json(details)}

"""The designer's twin without JavaScript: steps and transitions as tables and forms."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tts.domain.errors import DomainError, Invalid, NotFound, NotPermitted, StaleSave
from tts.domain.graph_json import graph_json
from tts.domain.lifecycle import Editable
from tts.domain.permissions import Permission
from tts.domain.sla import in_order
from tts.extensions import db
from tts.queries.presence import people_drawing
from tts.queries.workflow_graphs import role_facts
from tts.queries.workflows import WorkflowPage
from tts.services.workflows import save_graph
from tts.web import graph_edits as edits
from tts.web.access import acting, requires
from tts.web.errors import status_of
from tts.web.frame import request_time
from tts.web.graph_rewrites import Rewrite, rewrite, say_clashes
from tts.web.workflow_page import WORKFLOW, page_of
from tts.web.workflow_words import ASSIGNMENTS

tables = Blueprint("workflow_tables", __name__)

STEP = WORKFLOW + "/steps/<int(max=2147483647):step_id>"
TRANSITION = WORKFLOW + "/transitions/<int(max=2147483647):transition_id>"
Answer = Response | str | tuple[str, int]
Edit = Callable[[edits.GraphJson], edits.GraphJson]


@tables.get(WORKFLOW + "/tables")
@requires(Permission.DESIGN)
def show(workflow_id: int) -> str:
    """Both tables, and the forms that add to them."""
    return render_tables(workflow_id)


@tables.post(WORKFLOW + "/steps")
@requires(Permission.DESIGN)
def add_step(workflow_id: int) -> Answer:
    """One more step."""

    def edit(graph: edits.GraphJson) -> edits.GraphJson:
        return edits.add_step(graph, edits.read_step(request.form))

    return _save(
        workflow_id, edit, "The step was added.", lambda error: render_tables(workflow_id, error, "step")
    )


@tables.get(STEP)
@requires(Permission.DESIGN)
def show_step(workflow_id: int, step_id: int) -> str:
    """One step's form."""
    return render_step(workflow_id, step_id)


@tables.post(STEP)
@requires(Permission.DESIGN)
def change_step(workflow_id: int, step_id: int) -> Answer:
    """New values for one step."""

    def edit(graph: edits.GraphJson) -> edits.GraphJson:
        return edits.change_step(graph, step_id, _step_written(graph, step_id).fields)

    return _save(
        workflow_id,
        edit,
        "The step was saved.",
        lambda error: render_step(workflow_id, step_id, error),
        lambda graph: _step_written(graph, step_id).is_apart,
        form="step",
    )


@tables.post(STEP + "/deletion")
@requires(Permission.DESIGN)
def remove_step(workflow_id: int, step_id: int) -> Answer:
    """Take a step out, and the transitions that touch it."""
    return _save(
        workflow_id,
        lambda graph: edits.remove_step(graph, step_id),
        "The step is gone, and the transitions that touched it.",
        lambda error: render_tables(workflow_id, error),
    )


@tables.post(WORKFLOW + "/transitions")
@requires(Permission.DESIGN)
def add_transition(workflow_id: int) -> Answer:
    """One more transition."""

    def edit(graph: edits.GraphJson) -> edits.GraphJson:
        return edits.add_transition(graph, edits.read_transition(request.form))

    return _save(
        workflow_id,
        edit,
        "The transition was added.",
        lambda error: render_tables(workflow_id, error, "transition"),
    )


@tables.get(TRANSITION)
@requires(Permission.DESIGN)
def show_transition(workflow_id: int, transition_id: int) -> str:
    """One transition's form."""
    return render_transition(workflow_id, transition_id)


@tables.post(TRANSITION)
@requires(Permission.DESIGN)
def change_transition(workflow_id: int, transition_id: int) -> Answer:
    """New values for one transition."""

    def edit(graph: edits.GraphJson) -> edits.GraphJson:
        return edits.change_transition(graph, transition_id, _transition_written(graph, transition_id).fields)

    return _save(
        workflow_id,
        edit,
        "The transition was saved.",
        lambda error: render_transition(workflow_id, transition_id, error),
        lambda graph: _transition_written(graph, transition_id).is_apart,
        form="transition",
    )


@tables.post(TRANSITION + "/deletion")
@requires(Permission.DESIGN)
def remove_transition(workflow_id: int, transition_id: int) -> Answer:
    """Take a transition out."""
    return _save(
        workflow_id,
        lambda graph: edits.remove_transition(graph, transition_id),
        "The transition is gone.",
        lambda error: render_tables(workflow_id, error),
    )


@tables.post(TRANSITION + "/earlier")
@requires(Permission.DESIGN)
def offer_earlier(workflow_id: int, transition_id: int) -> Answer:
    """Put a choice before the one that came before it."""
    return _save(
        workflow_id,
        lambda graph: edits.offer_earlier(graph, transition_id),
        "The order of the choices was saved.",
        lambda error: render_tables(workflow_id, error),
    )


def render_tables(workflow_id: int, refusal: DomainError | None = None, form: str = "") -> str:
    """The tables; `form` names the one whose words are shown again."""
    page = page_of(workflow_id)
    is_gone = isinstance(refusal, NotFound)
    return render_template("workflows/tables.html", **_values(page, refusal), form=form, is_gone=is_gone)


def render_step(workflow_id: int, step_id: int, refusal: DomainError | None = None) -> str:
    """A step's page; raises NotFound."""
    page = page_of(workflow_id)
    graph = graph_json(page.graph)
    step = edits.find_step(graph, step_id)
    values = _values(page, refusal)
    shown = _shown_again(refusal, lambda: _step_written(graph, step_id), values["typed"] or step)
    return render_template("workflows/step.html", **{**values, "step": step, **shown})


def render_transition(workflow_id: int, transition_id: int, refusal: DomainError | None = None) -> str:
    """A transition's page; raises NotFound."""
    page = page_of(workflow_id)
    graph = graph_json(page.graph)
    edge = edits.find_transition(graph, transition_id)
    values = _values(page, refusal)
    shown = _shown_again(refusal, lambda: _transition_written(graph, transition_id), values["typed"] or edge)
    earlier = edits.earlier_choice(graph, transition_id)
    return render_template(
        "workflows/transition.html", **{**values, "edge": edge, "earlier": earlier, **shown}
    )


def _step_written(graph: edits.GraphJson, step_id: int) -> Rewrite:
    return rewrite(edits.find_step(graph, step_id), request.form, edits.read_step)


def _transition_written(graph: edits.GraphJson, transition_id: int) -> Rewrite:
    return rewrite(edits.find_transition(graph, transition_id), request.form, edits.read_transition)


def _shown_again(
    refusal: DomainError | None, write: Callable[[], Rewrite], typed: Mapping[str, Any]
) -> dict[str, Any]:
    """The form's values; after a stale save what nobody touched here is as stored, and clashes are told."""
    if not isinstance(refusal, StaleSave):
        return {"values": typed}
    written = write()
    return {"values": written.fields, "faults": say_clashes(written.clashes)}


def _values(page: WorkflowPage, refusal: DomainError | None) -> dict[str, Any]:
    """What all three pages show; `typed` is what a refused form sent."""
    roles = role_facts(db.session)
    chosen = {number for step in page.graph.steps for number in (step.role_id, step.escalate_to)}
    offered = [(number, facts.name) for number, facts in roles.items() if facts.is_active or number in chosen]
    typed: Mapping[str, str] = dict(request.form) if refusal is not None else {}
    return {
        "page": page,
        "row": page.row,
        "graph": page.graph,
        "steps": sorted(page.graph.steps, key=in_order),
        "roles": sorted(offered, key=lambda role: role[1].casefold()),
        "role_names": {number: facts.name for number, facts in roles.items()},
        "assignments": ASSIGNMENTS,
        "is_editable": page.editable is not Editable.NONE,
        "only_words": page.editable is Editable.WORDS,
        "refusal": refusal,
        "faults": refusal.fields if isinstance(refusal, Invalid) else {},
        "typed": typed,
        "others": people_drawing(db.session, acting(), page.row.id, now=request_time()),
    }


def _save(
    workflow_id: int,
    edit: Edit,
    done: str,
    show_again: Callable[[DomainError], str],
    is_apart: Callable[[edits.GraphJson], bool] = lambda graph: False,
    *,
    form: str = "",
) -> Answer:
    """Change the working graph and save it as of the revision the form was made from.

    Where the form is apart from all that was saved since, it is saved as of now. Where its element is gone,
    what was typed stands in the tables' `form` that adds one.
    """
    page = page_of(workflow_id)
    sent = request.form.get("revision", page.row.revision, type=int)
    stored = graph_json(page.graph)
    try:
        graph = edit(stored)
        revision = page.row.revision if is_apart(stored) else sent
        save_graph(db.session, workflow_id, graph, revision, actor=acting(), now=request_time())
    except NotPermitted:
        raise
    except DomainError as refusal:
        db.session.rollback()
        try:
            return show_again(refusal), status_of(refusal)
        except NotFound as gone:
            return render_tables(workflow_id, gone, form), status_of(gone)
    flash(done if revision == sent else f"{done} What others saved meanwhile is kept.", "ok")
    return redirect(url_for("workflow_tables.show", workflow_id=workflow_id), 303)

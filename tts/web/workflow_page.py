"""A workflow's overview: its life, its promises, its versions, what is wrong with it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import Blueprint, render_template

from tts.domain.definition import details_json
from tts.domain.errors import DomainError, StaleSave
from tts.domain.lifecycle import Editable, Move
from tts.domain.picture import graph_picture
from tts.domain.problems import troubled_steps
from tts.domain.working_time import say_calendar
from tts.extensions import db
from tts.queries.workflow_history import last_moves, version_lines
from tts.queries.workflows import WorkflowPage, list_departments, workflow_page
from tts.web.access import acting, signed_in
from tts.web.errors import status_of
from tts.web.frame import request_time
from tts.web.life_line import NOUNS, Life, main_line, revision_line
from tts.web.promises import promise_rows
from tts.web.settings_in_force import configured_systems, viewing_zone
from tts.web.words import say_moment
from tts.web.workflow_words import END_LOGICS, ENDINGS

overview = Blueprint("workflow_page", __name__)

WORKFLOW = "/workflows/<int(max=2147483647):workflow_id>"
VERSIONS_SHOWN = 10
FORMS = ("details", "promises")


@dataclass(frozen=True, slots=True)
class Said:
    """What a refused act wants to show again: which form, what was typed, why not."""

    refusal: DomainError
    form: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)

    @property
    def stale(self) -> StaleSave | None:
        """The refusal, when somebody else saved in between."""
        return self.refusal if isinstance(self.refusal, StaleSave) else None

    def typed_in(self, form: str) -> Mapping[str, str] | None:
        """What was typed into that form; None when it was another one."""
        return self.typed if self.form == form else None

    def merged_into(self, stored: Mapping[str, str]) -> Mapping[str, str] | None:
        """What was typed into the details; after a stale save, what nobody touched here is as stored now."""
        typed = self.typed_in("details")
        if typed is None or self.stale is None:
            return typed
        return {
            name: stored[name] if value == typed.get(f"was_{name}") else value
            for name, value in typed.items()
            if name in stored
        }


@overview.get(WORKFLOW)
@signed_in
def show(workflow_id: int) -> str:
    """The overview, for everybody who may see the workflow; only designers find forms there."""
    return render_overview(workflow_id)


def page_of(workflow_id: int) -> WorkflowPage:
    """The workflow as the viewer may see it; raises NotFound."""
    return workflow_page(db.session, acting(), workflow_id, configured=configured_systems())


def refuse_on_overview(workflow_id: int, said: Said) -> tuple[str, int]:
    """The overview again, with the reason on top and nothing typed lost."""
    db.session.rollback()
    return render_overview(workflow_id, said), status_of(said.refusal)


def render_overview(workflow_id: int, said: Said | None = None) -> str:
    """The whole page; `said` is what an act that was refused wants to show."""
    page, now, zone = page_of(workflow_id), request_time(), viewing_zone()
    life = Life(page, last_moves(db.session, workflow_id), lambda at: say_moment(at, now, zone))
    details = {key: value or "" for key, value in details_json(page.details).items()}
    typed = said.merged_into(details) if said else None
    rows = promise_rows(
        page.details.slas,
        page.graph,
        said.typed_in("promises") if said else None,
        said.faults if said else None,
    )
    return render_template(
        "workflows/show.html",
        page=page,
        row=page.row,
        details=details,
        values=typed or details,
        typed_details=bool(typed),
        faults=said.faults if said else {},
        promises=rows,
        hours=say_calendar(page.details.calendar),
        said=said,
        ending=ENDINGS[page.details.end_logic],
        endings=END_LOGICS,
        departments=list_departments(db.session, acting()) if page.may_design else [],
        line=main_line(life),
        revision_line=revision_line(life),
        life=life,
        pending=pending_move(page),
        fingerprint=fingerprint_of(page),
        nouns={move.value: noun for move, noun in NOUNS.items()},
        why_not={move.value: why for move, why in page.why_not.items()},
        is_editable=page.may_design and page.editable is not Editable.NONE,
        versions=version_lines(db.session, workflow_id, limit=VERSIONS_SHOWN + 1),
        versions_shown=VERSIONS_SHOWN,
        picture=graph_picture(page.graph),
        trouble=dict.fromkeys(troubled_steps(page.problems), "bad"),
    )


def pending_move(page: WorkflowPage) -> Move | None:
    """The checked move that comes next, where the state allows it: deploy, or initialize."""
    stage = page.row.revision_status or page.row.status
    move = {"draft": Move.DEPLOY, "deployed": Move.INITIALIZE}.get(stage)
    return move if move and page.why_not[move] is None else None


def fingerprint_of(page: WorkflowPage) -> str:
    """What the tick under the warnings stands for: these warnings and no others."""
    told = "\n".join(problem.sentence for problem in page.problems if problem.severity == "warning")
    return hashlib.sha256(told.encode()).hexdigest()[:16]

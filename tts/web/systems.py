"""Systems that call us: what waits for them, their credentials, and every answer they gave. For admins."""

from __future__ import annotations

import json

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tts.domain.answers import AnswerOutcome
from tts.domain.ending import NAME_OF
from tts.domain.errors import DomainError, Invalid, NotFound
from tts.domain.permissions import Permission
from tts.extensions import db
from tts.queries.external import system_states, waiting_tickets
from tts.queries.external_answers import ToldAnswer, answers_page
from tts.services.external import create_credential, revoke_credential
from tts.web.access import acting, requires
from tts.web.errors import status_of
from tts.web.forms import form_text, typed_values
from tts.web.frame import request_time
from tts.web.settings_in_force import configured_systems

systems = Blueprint("systems", __name__)

LONGEST_SHOWN = 4_000
OUTCOMES = [(word.value, word[0].upper() + word[1:]) for word in AnswerOutcome]
Answer = Response | str | tuple[str, int]


@systems.get("/settings/systems")
@requires(Permission.ADMINISTER)
def index() -> str:
    """Each system: whether it is set up, what waits for it, what it proves itself by."""
    return _render()


@systems.post("/settings/systems/credentials")
@requires(Permission.ADMINISTER)
def make_credential() -> Answer:
    """Make a credential; it is shown once, on the answer itself."""
    system = form_text("system")
    try:
        secret = create_credential(db.session, system, form_text("label"), actor=acting(), now=request_time())
    except DomainError as refusal:
        db.session.rollback()
        return _render(refusal=refusal), status_of(refusal)
    return _render(secret=secret)


@systems.post("/settings/systems/credentials/<int(max=2147483647):credential_id>/revocation")
@requires(Permission.ADMINISTER)
def revoke(credential_id: int) -> Response:
    """Make a credential void."""
    revoke_credential(db.session, credential_id, actor=acting(), now=request_time())
    flash("The credential is void: calls with it are refused from now on.", "ok")
    return redirect(url_for("systems.index"), 303)


@systems.get("/settings/systems/<system>")
@requires(Permission.ADMINISTER)
def show_waiting(system: str) -> str:
    """The tickets that wait for one system, longest first."""
    if system not in NAME_OF:
        raise NotFound("There is no such system. The page of systems lists those there are.")
    page = waiting_tickets(db.session, acting(), system, cursor=request.args.get("cursor"))
    return render_template("systems/waiting.html", page=page, system=system, name=NAME_OF[system])


@systems.get("/settings/systems/answers")
@requires(Permission.ADMINISTER)
def index_answers() -> str:
    """What the systems answered, newest first, and what became of it."""
    asked = request.args.get("outcome", "")
    outcome = asked if asked in list(AnswerOutcome) else ""
    page = answers_page(db.session, acting(), outcome=outcome, cursor=request.args.get("cursor"))
    return render_template(
        "systems/answers.html",
        page=page,
        bodies={row.id: body_of(row) for row in page.rows},
        outcome=outcome,
        outcomes=OUTCOMES,
    )


def body_of(answer: ToldAnswer) -> str:
    """What came, as JSON that can be read; "" where nothing could be read."""
    if answer.body is None:
        return ""
    text = json.dumps(answer.body, indent=2, ensure_ascii=False)
    readable = text.encode("utf-8", "replace").decode("utf-8")
    more = len(readable) - LONGEST_SHOWN
    return readable if more <= 0 else f"{readable[:LONGEST_SHOWN]}\n… and {more:,} characters more"


def _render(*, refusal: DomainError | None = None, secret: str = "") -> str:
    return render_template(
        "systems/index.html",
        states=system_states(db.session, acting(), configured=configured_systems()),
        refusal=refusal,
        faults=refusal.fields if isinstance(refusal, Invalid) else {},
        typed=typed_values("system", "label") if request.method == "POST" else {},
        secret=secret,
    )

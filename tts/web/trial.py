"""Try it: a ticket played through a draft. The trial stands in its address; nothing is written or sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from tts.domain.definition import Definition
from tts.domain.errors import DomainError, Invalid, Refused
from tts.domain.permissions import Permission
from tts.domain.trial import Move, Played, play
from tts.domain.words import Priority
from tts.extensions import db
from tts.models import Workflow
from tts.queries.notifications import wishes_of_many
from tts.queries.trial import Asked, draft_of, draft_problems, reachable_draft, setting_of
from tts.web.access import acting, requires
from tts.web.errors import status_of
from tts.web.frame import request_time
from tts.web.settings_in_force import configured_systems, viewing_zone
from tts.web.trial_face import TrialFace
from tts.web.trial_form import Address, best_priority, read_address, read_next, say_next_wall, say_wall
from tts.web.workflow_page import WORKFLOW

trial = Blueprint("trial", __name__)

Answer = Response | str | tuple[str, int]
MOST_REQUESTERS = 300


@dataclass(frozen=True, slots=True)
class Said:
    """Why a move or a beginning was not possible, and what was typed for it."""

    refusal: DomainError | None = None
    move: str = ""
    note: str = ""
    until: str = ""
    fields: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Trial:
    """What is tried: the workflow, its draft, and the trial of the address."""

    workflow: Workflow
    draft: Definition
    address: Address

    def play(self, moves: Sequence[Move]) -> Played:
        """Play these moves; raises Refused or Invalid where not even the beginning is possible."""
        configured = configured_systems()
        return play(setting_of(db.session, self.draft, self.address.asked, configured=configured), moves)


@trial.get(WORKFLOW + "/try")
@requires(Permission.DESIGN)
def show(workflow_id: int) -> Answer:
    """The trial of the address. A move beside it leads to the address after that, unless it is refused."""
    workflow = reachable_draft(db.session, acting(), workflow_id)
    zone, draft = viewing_zone(), draft_of(db.session, workflow, request_time())
    otherwise = _usual(draft, request_time())
    try:
        address = read_address(workflow_id, request.args, zone, otherwise)
        move = read_next(request.args, zone)
        after = address.after(move) if move else address
    except Invalid as refusal:
        address = _readable(workflow_id, otherwise) or Address(workflow_id, otherwise)
        return _render(Trial(workflow, draft, address), _said(refusal))
    if move is None and not _is_written_out(address):
        return redirect(address.url(), 303)
    tried = Trial(workflow, draft, address)
    return _render(tried, Said()) if move is None else _go_on(tried, after)


def _go_on(tried: Trial, after: Address) -> Answer:
    """On to the address after the move; or the page as it was, with why not."""
    try:
        played = tried.play(after.moves)
    except DomainError as refusal:
        return _render(tried, Said(refusal))
    if played.refusal is None or played.done < len(tried.address.moves):
        return redirect(after.url(), 303)
    return _render(tried, _said(played.refusal), played)


def _said(refusal: DomainError) -> Said:
    """The refusal, and what was typed for the move that it is of."""
    fields = dict(refusal.fields) if isinstance(refusal, Invalid) else {}
    typed = request.args
    note = typed.get("note", "").replace("\r\n", "\n")
    return Said(refusal, typed.get("move", "")[:1], note, typed.get("until", ""), fields)


def _usual(definition: Definition, now: datetime) -> Asked:
    """How a trial begins of itself: now, with a priority that has a promise."""
    promised = [name for name, sla in definition.details.slas.items() if sla]
    return Asked(now.replace(second=0, microsecond=0), best_priority(promised))


def _is_written_out(address: Address) -> bool:
    """Whether the address says all of it, in the one way it is written."""
    return request.full_path.rstrip("?") == address.url()


def _readable(workflow_id: int, otherwise: Asked) -> Address | None:
    """The trial without what could not be read: the form's last move, or nothing of it."""
    try:
        return read_address(workflow_id, request.args, viewing_zone(), otherwise)
    except Invalid:
        return None


def _render(tried: Trial, said: Said, played: Played | None = None) -> Answer:
    """The page; `played` are the moves of the address, where they were played already."""
    workflow, address = tried.workflow, tried.address
    face: TrialFace | None = None
    try:
        played = played or tried.play(address.moves)
        setting = played.run.setting
        wishes = wishes_of_many(db.session, {*setting.staff.people, setting.requester_id})
        face = TrialFace(played, wishes, viewing_zone())
        if played.refusal is not None and said.refusal is None:
            said = Said(_say_changed(played.done, played.refusal))
            address = address.back(played.done)
    except (Refused, Invalid) as refusal:
        said = said if said.refusal else Said(refusal)
    graph = tried.draft.graph
    problems = draft_problems(db.session, workflow, graph, configured=configured_systems())
    page = render_template(
        "workflows/trial.html",
        workflow=workflow,
        address=address,
        face=face,
        said=said,
        problems=problems,
        begins=say_wall(address.asked.begins_at, viewing_zone()),
        priorities=[(one.value, one.value.capitalize()) for one in reversed(Priority)],
        requesters=_requesters(face),
        wall_now=say_next_wall(face.run.now, viewing_zone()) if face else "",
    )
    return (page, status_of(said.refusal)) if said.refusal else page


def _say_changed(done: int, refusal: DomainError) -> Refused:
    """The address has a move that the draft does not take any more."""
    return Refused(
        f"The draft changed: move {done + 1} is not possible now. {refusal} Below is how far it goes."
    )


def _requesters(face: TrialFace | None) -> list[tuple[str, str]]:
    """The people for whom it makes a difference that they asked: those who could be given it."""
    if face is None:
        return []
    people = sorted(face.run.staff.people.values(), key=lambda person: person.name)
    active = [one for one in people if one.is_active]
    chosen = [one for one in people if one.user_id == face.run.setting.requester_id]
    shown = dict.fromkeys([*active[:MOST_REQUESTERS], *chosen])
    return [(str(one.user_id), one.name) for one in shown]

"""The moves of a workflow's life: POST with {}, answered with where it stands now."""

from __future__ import annotations

from collections.abc import Callable

from tts.api.contract.doors import Answer
from tts.api.door import calling, door
from tts.api.item_bodies import Nothing
from tts.api.repeats import afterwards
from tts.api.workflow_shapes import StateJson, configured_systems, page_of, state_json
from tts.api.workflows import GROUP, UNSAVED_WORKFLOW, WORKFLOW
from tts.clock import current_time
from tts.domain.scopes import Scope
from tts.extensions import db
from tts.services import workflows
from tts.services.tickets import match_waiting_tickets

PLAIN = {
    "edit": (workflows.edit_workflow, "Open the graph of a deployed or paused workflow again."),
    "pause": (workflows.pause_workflow, "Take no new tickets; tasks that run go on."),
    "resume": (workflows.resume_workflow, "Take tickets again."),
    "revise": (workflows.revise_workflow, "Open a draft revision beside the active version."),
    "discard": (workflows.discard_revision, "Drop the draft revision."),
    "archive": (workflows.archive_workflow, "Hide a workflow without open tasks; its history stays."),
    "restore": (workflows.restore_workflow, "Bring an archived workflow back as a draft."),
}
CHECKED = {
    "deploy": (workflows.deploy_workflow, "Check everything; warnings do not stop it, they are returned."),
    "initialize": (
        workflows.initialize_workflow,
        "Write a version and take tickets; a draft is deployed first.",
    ),
}
TAKING = ("initialize", "resume")


def match_waiting() -> None:
    """What came while a workflow was not seen to take tickets yet."""
    match_waiting_tickets(db.session, actor=calling(), now=current_time())


def _open_move(move: str, says: str, make: Callable[[int], object]) -> None:
    """One door a move: they are alike but for what they do."""

    def view(workflow_id: int, sent: Nothing) -> Answer:
        make(workflow_id)
        if move in TAKING:
            afterwards(match_waiting)
        return Answer(state_json(page_of(workflow_id)))

    view.__name__, view.__doc__ = f"{move}_workflow", says
    door(
        "POST",
        f"{WORKFLOW}{move}/",
        GROUP,
        takes=Nothing,
        gives={200: StateJson},
        scope=Scope.DESIGN,
        refuses=[409],
        seen=UNSAVED_WORKFLOW,
    )(view)


def _make_plain(move: str) -> Callable[[int], object]:
    service = PLAIN[move][0]
    return lambda workflow_id: service(db.session, workflow_id, actor=calling(), now=current_time())


def _make_checked(move: str) -> Callable[[int], object]:
    service = CHECKED[move][0]
    return lambda workflow_id: service(
        db.session, workflow_id, actor=calling(), now=current_time(), configured=configured_systems()
    )


for _move, (_, _says) in PLAIN.items():
    _open_move(_move, _says, _make_plain(_move))
for _move, (_, _says) in CHECKED.items():
    _open_move(_move, _says, _make_checked(_move))


@door(
    "POST",
    WORKFLOW + "clone/",
    GROUP,
    takes=Nothing,
    gives={200: StateJson},
    scope=Scope.DESIGN,
    refuses=[409],
    seen=UNSAVED_WORKFLOW,
)
def clone(workflow_id: int, sent: Nothing) -> Answer:
    """Make a new draft named "(copy)", with the same graph under fresh ids; the answer is of the copy."""
    saved = workflows.clone_workflow(db.session, workflow_id, actor=calling(), now=current_time())
    return Answer(state_json(page_of(saved.workflow_id)))

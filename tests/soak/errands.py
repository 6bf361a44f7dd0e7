"""What those who run the place do on the random day: people come and go, workflows are brought out anew."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from tests.soak.scene import Scene
from tests.soak.town import MOVING
from tts.domain.errors import DomainError
from tts.models import Leave, Ticket, Workflow
from tts.services import people, tickets, workflows


def assign_workflow(scene: Scene) -> None:
    ticket = scene.ticket(Ticket.status == "Unmatched")
    workflow_id = scene.dice.choice(list(_workflow_ids(scene)))
    if ticket is not None:
        actor = scene.anybody("Ada", "Cora")
        tickets.assign_workflow(scene.session, ticket.id, workflow_id, actor=actor, now=scene.clock())


def leave(scene: Scene) -> None:
    actor, now = scene.anybody(*MOVING), scene.clock()
    assert actor.user_id is not None
    ends_at = now + timedelta(minutes=scene.dice.randint(5, 120))
    people.record_leave(scene.session, actor.user_id, now, ends_at, actor=actor, now=now)


def come_back(scene: Scene) -> None:
    now = scene.clock()
    leave_id = scene.session.scalar(sa.select(Leave.id).where(Leave.ends_at > now).limit(1))
    scene.session.rollback()
    if leave_id is not None:
        people.end_leave(scene.session, leave_id, actor=scene.anybody("Ada"), now=now)


def lose_role(scene: Scene) -> None:
    user_id = scene.people[scene.dice.choice(MOVING)]
    act = scene.dice.choice((people.remove_member, people.add_member, people.add_member))
    act(scene.session, scene.roles["Technician"], user_id, actor=scene.anybody("Ada"), now=scene.clock())


def shut_out(scene: Scene) -> None:
    user_id = scene.people[scene.dice.choice(MOVING)]
    act = scene.dice.choice((people.deactivate_user, people.activate_user, people.activate_user))
    act(scene.session, user_id, actor=scene.anybody("Ada"), now=scene.clock())


def revise(scene: Scene) -> None:
    """Bring out another version of a workflow, tickets coming in meanwhile."""
    ada, workflow_id = scene.anybody("Ada"), scene.dice.choice(list(_workflow_ids(scene)))
    description = f"As of {scene.dice.getrandbits(32):x}"
    session = scene.session
    try:
        workflows.revise_workflow(session, workflow_id, actor=ada, now=scene.clock())
    except DomainError:
        scene.journal.count("revise: goes on with an open one")
    workflows.save_details(session, workflow_id, {"description": description}, actor=ada, now=scene.clock())
    workflows.initialize_workflow(session, workflow_id, actor=ada, now=scene.clock())


def pause(scene: Scene) -> None:
    workflow_id = scene.dice.choice(list(_workflow_ids(scene)))
    act = scene.dice.choice((workflows.pause_workflow, workflows.resume_workflow, workflows.resume_workflow))
    act(scene.session, workflow_id, actor=scene.anybody("Ada"), now=scene.clock())


def discard(scene: Scene) -> None:
    workflow_id = scene.dice.choice(list(_workflow_ids(scene)))
    workflows.discard_revision(scene.session, workflow_id, actor=scene.anybody("Ada"), now=scene.clock())


def _workflow_ids(scene: Scene) -> list[int]:
    found = list(scene.session.scalars(sa.select(Workflow.id).order_by(Workflow.id)))
    scene.session.rollback()
    return found

"""What people do to tickets and items on the random day, and how often anything is done."""

from __future__ import annotations

from collections.abc import Callable

from tests.soak.errands import (
    assign_workflow,
    come_back,
    discard,
    leave,
    lose_role,
    pause,
    revise,
    shut_out,
)
from tests.soak.scene import Scene
from tts.domain.words import Priority
from tts.models import TaskItem, Ticket
from tts.queries.versions import running_version
from tts.services import tasks, tickets

Deed = Callable[[Scene], None]

INTAKES = (
    ("IT", "Technology", "Support Request"),
    ("IT", "Technology", ""),
    ("IT", "Others", ""),
    ("Space", "Rockets", ""),
)


def submit(scene: Scene) -> None:
    department, category, sub_category = scene.dice.choice(INTAKES)
    priority = scene.dice.choice(list(Priority)).value
    key = f"{scene.dice.getrandbits(64):016x}"
    request = tickets.TicketRequest(
        "Something broke", "Please help.", department, category, sub_category, priority, submission_key=key
    )
    actor = scene.anybody("Rita", "Otto", "Alice")
    first = tickets.submit_ticket(scene.session, request, actor=actor, now=scene.clock())
    if scene.dice.random() < 0.2:
        second = tickets.submit_ticket(scene.session, request, actor=actor, now=scene.clock())
        if (second.ticket_id, second.is_repeat) != (first.ticket_id, True):
            scene.journal.fault(f"the form {key} became {first} and {second}")


def complete(scene: Scene) -> None:
    item = scene.item(TaskItem.holder_id.is_not(None))
    if item is None:
        return
    version = running_version(scene.session, item.workflow_version_id)
    choices = [int(edge.transition_id) for edge in version.graph.choices(item.step_id)]
    options: list[int | None] = [*choices, *([None] * (2 if version.graph.step(item.step_id).is_end else 0))]
    if scene.dice.random() < 0.03:
        options = [4_711, None]
    actor = scene.mostly(item.holder_id)
    scene.send_keyed("complete", item.id, actor, scene.dice.choice(options), "Looked into it.")


def claim(scene: Scene) -> None:
    item = scene.item(TaskItem.holder_id.is_(None))
    if item is not None:
        actor = scene.anybody("Tom", "Tina", "Ted", "Tess", "Max", "Alice", "Ada")
        tasks.claim_item(scene.session, item.id, actor=actor, now=scene.clock())


def take(scene: Scene) -> None:
    item = scene.item(TaskItem.holder_id.is_not(None))
    if item is not None:
        actor = scene.mostly(item.coordinator_id, "Ada", "Max", "Alice")
        tasks.claim_item(scene.session, item.id, held_by=item.holder_id, actor=actor, now=scene.clock())


def transfer(scene: Scene) -> None:
    item = scene.item()
    if item is not None:
        to_user_id = scene.people[scene.dice.choice(sorted(scene.people))]
        actor = scene.mostly(item.holder_id, "Cora", "Ada", "Max")
        scene.send_keyed("transfer", item.id, actor, to_user_id, "You know more of it.")


def escalate(scene: Scene) -> None:
    item = scene.item()
    if item is not None:
        actor = scene.mostly(item.holder_id, "Cora", "Ada")
        scene.send_keyed("escalate", item.id, actor, None, "It is late.")


def give_back(scene: Scene) -> None:
    item = scene.item(TaskItem.origin == "Escalation")
    if item is not None:
        actor = scene.mostly(item.holder_id, "Max", "Mona", "Cora")
        scene.send_keyed("return", item.id, actor, None, "You can do it.")


def hold(scene: Scene) -> None:
    item = scene.item()
    if item is not None:
        actor = scene.mostly(item.holder_id, "Cora")
        tasks.hold_item(scene.session, item.id, "A part is missing.", actor=actor, now=scene.clock())


def resume(scene: Scene) -> None:
    item = scene.item(TaskItem.status == "on hold")
    if item is not None:
        actor = scene.mostly(item.holder_id, "Cora", "Ada")
        tasks.resume_item(scene.session, item.id, "It came.", actor=actor, now=scene.clock())


def withdraw(scene: Scene) -> None:
    ticket = scene.ticket()
    if ticket is not None:
        actor = scene.mostly(ticket.requester_id)
        tickets.withdraw_ticket(scene.session, ticket.id, "Solved.", actor=actor, now=scene.clock())


def cancel(scene: Scene) -> None:
    ticket = scene.ticket()
    if ticket is not None:
        actor = scene.mostly(ticket.coordinator_id, "Ada")
        tickets.cancel_ticket(scene.session, ticket.id, "A duplicate.", actor=actor, now=scene.clock())


def reopen(scene: Scene) -> None:
    ticket = scene.ticket(Ticket.ended_at.is_not(None))
    if ticket is not None:
        actor = scene.mostly(ticket.coordinator_id, "Ada")
        tickets.reopen_ticket(scene.session, ticket.id, "It broke again.", actor=actor, now=scene.clock())


def prioritise(scene: Scene) -> None:
    ticket = scene.ticket()
    if ticket is not None:
        actor = scene.mostly(ticket.coordinator_id, "Ada", "Max")
        priority = scene.dice.choice(list(Priority)).value
        tickets.change_priority(
            scene.session, ticket.id, priority, "The boss waits.", actor=actor, now=scene.clock()
        )


FREQUENCY: dict[Deed, int] = {
    submit: 18,
    complete: 30,
    claim: 8,
    take: 3,
    transfer: 7,
    escalate: 7,
    give_back: 5,
    hold: 5,
    resume: 7,
    withdraw: 1,
    cancel: 1,
    reopen: 4,
    prioritise: 4,
    assign_workflow: 1,
    leave: 1,
    come_back: 2,
    lose_role: 2,
    shut_out: 1,
    revise: 2,
    pause: 2,
    discard: 1,
}

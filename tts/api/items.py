"""Acting on items: each act answers with the new state, {task, item, next_item, choices}.

A repeated request with the same Idempotency-Key answers as the first did; the second of two different acts is
409 with `acted_by`, `acted_at` and `now`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Response, jsonify

from tts.api.bodies import Fields, read_body, read_key
from tts.api.door import api, calling
from tts.api.tasks import ITEM, state_of
from tts.api.workflow_shapes import configured_systems
from tts.clock import current_time
from tts.domain.errors import Invalid, NotFound, Refused
from tts.domain.wording import NOTE_LIMIT
from tts.extensions import db
from tts.queries.people import actor_of
from tts.services.escalations import escalate_item
from tts.services.tasks import (
    Outcome,
    claim_item,
    complete_task_item,
    hold_item,
    resume_item,
    transfer_item,
)


@api.post(ITEM + "resolution/")
def resolve(item_id: int) -> Response:
    """{transition_id, note?}: a transition of the step in the task's version, or null to complete."""
    fields = Fields(read_body())
    transition_id = fields.id_or_null("transition_id", required=True)
    note = fields.text("note", limit=NOTE_LIMIT, many_lines=True)
    fields.finish()
    with rules_refuse():
        done = complete_task_item(
            db.session,
            item_id,
            transition_id,
            note=note,
            act_key=read_key(),
            configured_systems=configured_systems(),
            actor=calling(),
            now=current_time(),
        )
    return _answer(done)


@api.post(ITEM + "transfer/")
def transfer(item_id: int) -> Response:
    """{user_id, notes}: to another active member of the item's role."""
    fields = Fields(read_body())
    user_id = fields.id("user_id")
    notes = fields.text("notes", limit=NOTE_LIMIT, many_lines=True)
    fields.finish()
    if actor_of(db.session, user_id) is None:
        raise NotFound(f"There is nobody active with the number {user_id}: see the list of people.")
    with rules_refuse():
        done = transfer_item(
            db.session, item_id, user_id, notes, act_key=read_key(), actor=calling(), now=current_time()
        )
    return _answer(done)


@api.post(ITEM + "escalation/")
def escalate(item_id: int) -> Response:
    """{reason}: asks the step's escalation role to look."""
    reason = _read_reason()
    with rules_refuse():
        done = escalate_item(
            db.session, item_id, reason, act_key=read_key(), actor=calling(), now=current_time()
        )
    return _answer(done)


@api.post(ITEM + "claim/")
def claim(item_id: int) -> Response:
    """{}: takes an unassigned item of one's role."""
    read_body()
    return _answer(claim_item(db.session, item_id, actor=calling(), now=current_time()))


@api.post(ITEM + "hold/")
def hold(item_id: int) -> Response:
    """{reason}: stops both clocks."""
    reason = _read_reason()
    return _answer(hold_item(db.session, item_id, reason, actor=calling(), now=current_time()))


@api.post(ITEM + "resume/")
def resume(item_id: int) -> Response:
    """{} or {reason}: lets both clocks run on."""
    reason = _read_reason(required=False)
    return _answer(resume_item(db.session, item_id, reason, actor=calling(), now=current_time()))


@contextmanager
def rules_refuse() -> Iterator[None]:
    """What the schema allows but a rule does not (a missing note, another role's person) is 409, not 422."""
    try:
        yield
    except Invalid as error:
        raise Refused(error.sentence, fields=dict(error.fields), **error.facts) from None


def _read_reason(*, required: bool = True) -> str:
    fields = Fields(read_body())
    reason = fields.text("reason", limit=NOTE_LIMIT, required=required, many_lines=True)
    fields.finish()
    return reason


def _answer(done: Outcome) -> Response:
    return jsonify(state_of(done.ticket_id, done.item_id))

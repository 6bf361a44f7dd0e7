"""Times away: one's own, or anybody's for who manages people."""

from __future__ import annotations

from tts.api.contract.doors import Answer
from tts.api.door import calling, door
from tts.api.people import GROUP, USER
from tts.api.people_bodies import NewLeave, utc
from tts.api.people_shapes import LeaveJson, LeavesJson, leave_json
from tts.clock import current_time
from tts.domain.errors import NotFound, Refused
from tts.domain.permissions import Permission
from tts.domain.values import NotThat
from tts.extensions import db
from tts.queries.role_cards import person_card
from tts.queries.staff import owner_of_leave
from tts.services.people import end_leave, record_leave


@door("GET", USER + "leaves/", GROUP, gives={200: LeavesJson})
def index_leaves(user_id: int) -> Answer:
    """List somebody's times away that have not ended."""
    card = person_card(db.session, calling(), user_id, now=current_time())
    answer: LeavesJson = {"user_id": user_id, "results": [leave_json(leave) for leave in card.leaves]}
    return Answer(answer)


@door("POST", USER + "leaves/", GROUP, takes=NewLeave, gives={201: LeaveJson}, refuses=[409])
def create_leave(user_id: int, sent: NewLeave) -> Answer:
    """Record when somebody is away: they get no work then."""
    actor, now = calling(), current_time()
    person_card(db.session, actor, user_id, now=now)
    try:
        span = utc(sent.starts_at), utc(sent.ends_at)
    except NotThat:
        raise Refused("The leave begins or ends where time has no end: check the dates.") from None
    leave_id = record_leave(db.session, user_id, *span, actor=actor, now=now)
    card = person_card(db.session, actor, user_id, now=now)
    made = next(leave for leave in card.leaves if leave.id == leave_id)
    return Answer(leave_json(made), 201)


@door("DELETE", "/leaves/<int:leave_id>/", GROUP, gives={204: None}, refuses=[409])
def delete_leave(leave_id: int) -> Answer:
    """End a leave now, or drop one that has not begun; what waits is given out."""
    user_id = owner_of_leave(db.session, leave_id)
    if user_id != calling().user_id and not calling().may(Permission.PEOPLE):
        raise NotFound("There is no such leave any more.")
    end_leave(db.session, leave_id, actor=calling(), now=current_time())
    return Answer(status=204)

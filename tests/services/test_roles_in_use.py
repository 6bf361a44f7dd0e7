"""A role that a version in use names cannot be deleted, though the working graph may name it no more."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tests.cast import MORNING, gather_cast, leave
from tests.workflows import ONE_STEP, store_workflow
from tts.models import Membership, Step
from tts.services.people import RoleInUse, delete_role
from tts.services.tickets import TicketRequest, submit_ticket


def test_a_role_that_only_a_version_names_is_not_deleted(session: scoped_session[Session]) -> None:
    cast = gather_cast(session)
    store_workflow(session, cast, ONE_STEP)
    role_id = cast.role("Technician")
    for name in ("Tom", "Tina"):
        leave(session, cast.user_ids[name], role_id)
    assert session.scalar(sa.select(sa.func.count()).where(Step.role_id == role_id)) == 0
    assert session.scalar(sa.select(sa.func.count()).where(Membership.role_id == role_id)) == 0
    with pytest.raises(RoleInUse, match="versions of workflows"):
        delete_role(session, role_id, actor=cast.ada, now=MORNING)
    request = TicketRequest("An editor", "", "IT Department", "Others", "Software Installation")
    assert submit_ticket(session, request, actor=cast.rita, now=MORNING).item_id is not None

"""What a designer does not get by a move: their own request decided, or tickets for a role of their own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tests.cast import join, user_called
from tests.desk import Desk, open_desk
from tests.services.moving import LATER, begin, carry, changed, fates, next_version
from tts.domain.errors import Invalid, NotFound, NotPermitted, Refused
from tts.domain.graph import Graph
from tts.domain.moving import MovePlan
from tts.domain.permissions import Actor
from tts.domain.soundness.circumstances import RoleFacts
from tts.models import Role, Ticket
from tts.queries.moving_preview import preview_move, preview_rows
from tts.queries.versions import running_version
from tts.queries.visibility import visible_tickets
from tts.queries.workflow_graphs import role_facts
from tts.services.moving import begin_moving, move, undo_moving


@pytest.fixture
def desk(session: scoped_session[Session]) -> Desk:
    """A desk with the support workflow."""
    return open_desk(session)


def test_a_move_is_for_designers_of_one_workflow_and_one_at_a_time(desk: Desk) -> None:
    desk.submit()
    version = next_version(desk)
    flow, session, plan = desk.flow, desk.session, MovePlan()
    with pytest.raises(NotFound):
        begin_moving(
            session, flow.workflow_id, flow.version_id, version, plan, actor=desk.cast.otto, now=LATER
        )
    with pytest.raises(NotPermitted):
        begin_moving(
            session, flow.workflow_id, flow.version_id, version, plan, actor=desk.cast.cora, now=LATER
        )
    with pytest.raises(NotFound):
        begin_moving(session, flow.workflow_id, flow.version_id, 99_999, plan, actor=desk.cast.ada, now=LATER)
    with pytest.raises(Invalid):
        begin(desk, flow.version_id)
    with pytest.raises(Refused, match="nothing to move"):
        begin(desk, flow.version_id, was=version)
    moving_id = begin(desk, version)
    with pytest.raises(Refused, match="being moved already"):
        begin(desk, version)
    with pytest.raises(NotFound):
        undo_moving(session, flow.workflow_id, moving_id, actor=desk.cast.otto, now=LATER)
    with pytest.raises(NotFound):
        undo_moving(session, flow.workflow_id, moving_id + 1, actor=desk.cast.ada, now=LATER)


@pytest.fixture
def designer(desk: Desk) -> Actor:
    """Dan designs, and has no other right; his role is not one that any step names."""
    session, cast = desk.session, desk.cast
    role = Role(name="Designer", name_key="designer", can_design=True)
    dan = user_called("Dan")
    session.add_all([role, dan])
    session.flush()
    cast.role_ids["Designer"], cast.user_ids["Dan"] = role.id, dan.id
    join(session, dan.id, role.id)
    session.commit()
    return cast.actor("Dan")


def test_a_designer_does_not_move_their_own_request_past_a_decision(desk: Desk, designer: Actor) -> None:
    own, other = desk.submit(actor=designer), desk.submit()
    triage, verify = desk.flow.step("Triage"), desk.flow.step("Verify")
    version = next_version(desk)
    preview = previewed(desk, version, designer, {triage: verify})
    moving_id = begin(desk, version, targets={triage: verify}, actor=designer)
    carry(desk)
    reason = (
        "Dan asked for it, and nobody moves their own request to another step. Somebody else may move it."
    )
    assert fates(desk, moving_id) == {own.ticket_id: ("stayed", reason), other.ticket_id: ("moved", "")}
    assert preview == {"moves": 1, "stays": 1, reason: 1}
    again = begin(desk, version, actor=designer)
    carry(desk)
    assert fates(desk, again) == {own.ticket_id: ("moved", "")}
    assert desk.task(own).step_id == triage


def test_a_designer_gets_no_tickets_by_putting_their_own_role_on_every_step(
    desk: Desk, designer: Actor
) -> None:
    first, second, role = desk.submit(), desk.submit(), desk.cast.role("Designer")
    desk.choose(second, "Assign", LATER)
    steps = tuple(replace(one, role_id=role, role_name="Designer") for one in desk.flow.graph.steps)
    version = next_version(desk, Graph(steps, desk.flow.graph.transitions))
    preview = previewed(desk, version, designer)
    moving_id = begin(desk, version, actor=designer)
    carry(desk)
    said = (
        "“{}” in version 2 is for Designer, a role of Dan that the ticket was not with. An admin may move it."
    )
    assert fates(desk, moving_id) == {
        first.ticket_id: ("stayed", said.format("Triage")),
        second.ticket_id: ("stayed", said.format("Resolve")),
    }
    assert preview == {"stays": 2, said.format("Triage"): 1, said.format("Resolve"): 1}
    assert not desk.session.scalars(sa.select(Ticket).where(visible_tickets(designer))).all()
    by_admin = begin(desk, version)
    carry(desk)
    assert {state for state, _ in fates(desk, by_admin).values()} == {"moved"}


def test_nor_by_having_every_step_escalate_to_it(desk: Desk, designer: Actor) -> None:
    ticket = desk.submit()
    version = next_version(desk, changed(desk, "Triage", escalate_to=desk.cast.role("Designer")))
    moving_id = begin(desk, version, actor=designer)
    carry(desk)
    state, reason = fates(desk, moving_id)[ticket.ticket_id]
    assert state == "stayed"
    assert reason.startswith("“Triage” in version 2 escalates to Designer, a role of Dan")


def test_whose_roles_count_is_asked_when_the_ticket_s_turn_comes(desk: Desk, designer: Actor) -> None:
    ticket = desk.submit()
    technician = desk.cast.role("Technician")
    version = next_version(desk, changed(desk, "Triage", role_id=technician, role_name="Technician"))
    moving_id = begin(desk, version, actor=designer)
    join(desk.session, designer.user_id or 0, technician)
    desk.session.commit()
    carry(desk)
    assert fates(desk, moving_id)[ticket.ticket_id][0] == "stayed"


def previewed(
    desk: Desk, version: int, actor: Actor, targets: dict[int, int] | None = None
) -> dict[str, int]:
    """What the preview counts for somebody, with its reasons; its rows say the same to an admin."""
    session = desk.session
    was, becomes = running_version(session, desk.flow.version_id), running_version(session, version)
    preview = preview_move(session, actor, was, becomes, MovePlan(targets or {}))
    rows = preview_rows(session, desk.cast.ada, preview, now=LATER).rows
    said = Counter(row.judgement.verdict.value for row in rows)
    assert said == {verdict.value: count for verdict, count in preview.counts.items()}
    assert Counter(row.judgement.reason for row in rows if row.judgement.reason) == dict(preview.reasons)
    session.rollback()
    return {**said, **dict(preview.reasons)}


def test_a_move_reads_the_people_of_those_roles_alone_that_it_needs(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.submit()
    begin(desk, next_version(desk))
    asked: list[set[int]] = []

    def note(session: Session, role_ids: Iterable[int] | None = None) -> dict[int, RoleFacts]:
        assert role_ids is not None
        asked.append(set(role_ids))
        return role_facts(session, role_ids)

    monkeypatch.setattr(move, "role_facts", note)
    carry(desk)
    assert asked == [{desk.cast.role("Agent"), desk.cast.role("Manager")}]

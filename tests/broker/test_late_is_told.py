"""What the Notification service hears when time runs out, over a real RabbitMQ, field for field."""

from __future__ import annotations

from datetime import timedelta

from tests.broker.acquaintance import HearAll, Ids, about, between, by_person, escalate, told
from tests.cast import MORNING
from tests.desk import Desk
from tests.services.sweeping import sweep
from tests.workflows import HOUR

SHARE = timedelta(hours=1, minutes=36)
"""Triage's share of a high ticket: .2 of 8 hours."""


def test_what_is_nearly_late_warns_its_holder_and_then_the_coordinator_too(
    desk: Desk, ids: Ids, hear_all: HearAll
) -> None:
    submitted = desk.submit()
    hear_all()
    holder = desk.holder(submitted).name
    for percent, people in ((80, [holder]), (90, [holder, "Cora"])):
        sweep(desk, MORNING + SHARE * percent / 100)
        warning = about(
            desk,
            submitted,
            scope="step",
            percent=percent,
            step_name="Triage",
            holder_name=holder,
            due_at=(MORNING + SHARE).isoformat(),
            message=f"{percent} % of the time for “Triage” is used. It is with {holder}.",
        )
        heard = hear_all()
        assert by_person(told(heard, "sla_warning")) == [
            {**warning, "user_id": person} for person in sorted(ids[name] for name in people)
        ]
        assert len(heard) == len(people)


def test_what_is_late_tells_of_the_breach_and_that_it_went_up_by_itself(
    desk: Desk, ids: Ids, hear_all: HearAll
) -> None:
    submitted = desk.submit()
    first = desk.holder(submitted).name
    sweep(desk, MORNING + SHARE * 9 / 10)
    hear_all()
    sweep(desk, MORNING + SHARE)
    reviewer = desk.holder(submitted).name
    heard = hear_all()
    breach = about(
        desk,
        submitted,
        scope="step",
        percent=100,
        step_name="Triage",
        holder_name=first,
        due_at=(MORNING + SHARE).isoformat(),
        message=f"“Triage” is late: all of its time is used. It is with {first}.",
    )
    late = sorted(ids[name] for name in (first, "Cora"))
    assert by_person(told(heard, "sla_breach")) == [{**breach, "user_id": person} for person in late]
    raised = between(
        desk,
        submitted,
        from_user_id=ids[first],
        escalated_from_role="Agent",
        escalated_to_role="Manager",
        escalation_reason="Triage was not finished in its 1 h 36 min.",
        escalated_by_id=None,
        escalated_by_name="System",
    )
    people = sorted(ids[name] for name in (first, reviewer, "Cora"))
    assert by_person(told(heard, "escalation"), "to_user_id") == [
        {**raised, "to_user_id": person} for person in people
    ]


def test_an_escalation_nobody_answers_is_told_of_once_more(desk: Desk, ids: Ids, hear_all: HearAll) -> None:
    submitted = desk.submit()
    first = escalate(desk, submitted)
    hear_all()
    sweep(desk, MORNING + HOUR + SHARE)
    again = between(
        desk,
        submitted,
        from_user_id=ids[first.name],
        escalated_from_role=None,
        escalated_to_role="Manager",
        escalation_reason="Nobody has answered this escalation yet. It was raised because: Stuck.",
        escalated_by_id=None,
        escalated_by_name="System",
    )
    people = sorted(ids[name] for name in ("Max", "Mona", "Cora", "Ada"))
    assert by_person(told(hear_all(), "escalation"), "to_user_id") == [
        {**again, "to_user_id": person} for person in people
    ]

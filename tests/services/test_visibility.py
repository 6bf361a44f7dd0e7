"""What each person sees: lists, counts, search and every door agree; the outsider sees nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session, scoped_session

from tests.cast import MORNING
from tests.desk import Desk, open_desk
from tests.workflows import SUPPORT
from tts.domain.errors import Invalid, NotFound
from tts.domain.permissions import Actor
from tts.queries import inbox, paging, visibility
from tts.queries.ticket_filters import read_tickets_head
from tts.queries.tickets import TicketFilter, find_row, list_tickets
from tts.queries.timeline import pieces_of, timeline_of
from tts.queries.visibility import reachable_item, reachable_ticket
from tts.services.escalations import escalate_item
from tts.services.tickets import SubmittedTicket, reopen_ticket, withdraw_ticket

LATER = MORNING + timedelta(minutes=10)
EVERYBODY = ("ada", "alice", "bob", "carol", "tom", "tina", "max", "mona", "cora", "rita", "otto")


@pytest.fixture(autouse=True, params=[visibility.MANY, 1], ids=["sees few", "sees many"])
def _how_much_they_see(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ways in which a list finds out what somebody may see."""
    monkeypatch.setattr(visibility, "MANY", request.param)
    if request.param == 1:
        monkeypatch.setattr(visibility, "PARTS", 10**9)


@pytest.fixture
def desk(session: scoped_session[Session]) -> Desk:
    """A desk with the support workflow."""
    return open_desk(session)


def sees(desk: Desk, actor: Actor, submitted: SubmittedTicket) -> bool:
    """Whether a person sees a ticket, asking at every door; they must agree."""
    session, word = desk.session, TicketFilter(search=submitted.number)
    answers = {
        "list": submitted.number in [row.number for row in list_tickets(session, actor).rows],
        "count": list_tickets(session, actor, word, counted=True).count == 1,
        "search": [row.number for row in list_tickets(session, actor, word).rows] == [submitted.number],
        "row": find_row(session, actor, submitted.number) is not None,
    }
    try:
        reachable_ticket(session, actor, submitted.number)
        answers["ticket"] = True
    except NotFound:
        answers["ticket"] = False
    item_id = pieces_of(session, submitted.ticket_id)[0].item_id
    try:
        reachable_item(session, actor, item_id)
        answers["item"] = True
    except NotFound:
        answers["item"] = False
    assert len(set(answers.values())) == 1, answers
    return answers["list"]


def seers(desk: Desk, submitted: SubmittedTicket) -> set[str]:
    """The names of those who see a ticket."""
    return {name for name in EVERYBODY if sees(desk, getattr(desk.cast, name), submitted)}


def test_a_fresh_ticket_is_seen_by_its_requester_its_role_and_those_over_it(desk: Desk) -> None:
    submitted = desk.submit()
    assert seers(desk, submitted) == {"rita", "alice", "bob", "carol", "max", "mona", "cora", "ada"}


def test_who_held_an_item_goes_on_seeing_the_ticket_and_colleagues_do_not(desk: Desk) -> None:
    submitted = desk.submit()
    first = desk.holder(submitted).name.casefold()
    desk.choose(submitted, "Assign", LATER)
    assert seers(desk, submitted) == {"rita", first, "tom", "tina", "max", "mona", "cora", "ada"}


def test_an_ended_ticket_is_seen_by_who_worked_on_it_only(desk: Desk) -> None:
    submitted = desk.submit()
    holder = desk.holder(submitted).name.casefold()
    withdraw_ticket(desk.session, submitted.ticket_id, "", actor=desk.cast.rita, now=LATER)
    assert seers(desk, submitted) == {"rita", holder, "cora", "ada"}


def test_an_escalated_ticket_is_seen_by_the_reviewers(desk: Desk) -> None:
    submitted = desk.submit()
    holder = desk.holder(submitted)
    escalate_item(desk.session, desk.open_item(submitted).id, "Stuck.", actor=holder, now=LATER)
    assert seers(desk, submitted) == {"rita", holder.name.casefold(), "max", "mona", "cora", "ada"}


def test_an_unmatched_ticket_is_seen_by_its_requester_and_admins(desk: Desk) -> None:
    submitted = desk.submit(department="HR")
    unmatched = TicketFilter(unmatched=True)
    for name in EVERYBODY:
        actor = getattr(desk.cast, name)
        expected = 1 if name in ("ada", "rita") else 0
        assert list_tickets(desk.session, actor, unmatched, counted=True).count == expected
        assert len(list_tickets(desk.session, actor, unmatched).rows) == expected
    assert list_tickets(desk.session, desk.cast.ada, unmatched).rows[0].number == submitted.number


def test_a_number_one_may_not_see_and_one_that_is_not_there_look_the_same(desk: Desk) -> None:
    submitted = desk.submit()
    sentences = []
    for number in (submitted.number, "TX20990101000000"):
        with pytest.raises(NotFound) as refusal:
            reachable_ticket(desk.session, desk.cast.otto, number)
        sentences.append(refusal.value.sentence.replace(number, "…"))
    assert sentences[0] == sentences[1]


def test_the_queue_shows_mine_what_my_roles_leave_to_claim_and_all_i_may_see(desk: Desk) -> None:
    submitted = desk.submit()
    holder = desk.holder(submitted)
    row = inbox.items_of(desk.session, holder, counted=True)
    assert row.count == 1
    assert (row.rows[0].ticket_number, row.rows[0].step_name, row.rows[0].version) == (
        submitted.number,
        "Triage",
        1,
    )
    assert row.rows[0].requester_name == "Rita"
    assert inbox.next_item_of(desk.session, holder) == row.rows[0]
    for name in EVERYBODY:
        actor = getattr(desk.cast, name)
        is_holder = actor.user_id == holder.user_id
        assert len(inbox.items_of(desk.session, actor).rows) == is_holder
        assert inbox.role_items(desk.session, actor).rows == []
        assert bool(inbox.visible_items(desk.session, actor).rows) == sees(desk, actor, submitted)
        counts = inbox.count_items(desk.session, actor, LATER)
        assert (counts.mine, counts.late, counts.claimable) == (is_holder, 0, 0)
    much_later = MORNING + timedelta(days=9)
    assert inbox.count_items(desk.session, holder, much_later).late == 1


def test_above_the_lists_stands_how_much_one_may_see_and_no_more(desk: Desk) -> None:
    submitted = desk.submit()
    flow = (desk.flow.workflow_id, SUPPORT.name)
    for name in EVERYBODY:
        actor = getattr(desk.cast, name)
        seen = sees(desk, actor, submitted)
        assert inbox.count_visible(desk.session, actor) == seen
        head = read_tickets_head(desk.session, actor)
        assert (head.mine, head.all) == (name == "rita", seen)
        assert head.workflows == ([flow] if seen else [])


def test_a_tab_counts_no_further_than_one_beyond_what_it_says(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "COUNTED", 2)
    for _ in range(4):
        desk.submit()
    head = read_tickets_head(desk.session, desk.cast.rita)
    assert (head.mine, head.all, inbox.count_visible(desk.session, desk.cast.ada)) == (3, 3, 3)


def test_the_queue_is_sorted_by_due_time_and_pages_meet_without_gaps(desk: Desk) -> None:
    for priority in ("low", "urgent", "medium", "high", "urgent", "low", "high"):
        desk.submit(priority=priority)
    seen, cursor = [], None
    while True:
        page = inbox.visible_items(desk.session, desk.cast.ada, cursor=cursor, size=2, counted=True)
        assert page.count == 7
        seen += [(row.due_at, row.item_id) for row in page.rows]
        if page.next_cursor is None:
            break
        cursor = page.next_cursor
    assert len(set(seen)) == 7
    assert seen == sorted(seen)
    back = []
    cursor = page.previous_cursor
    while cursor:
        page = inbox.visible_items(desk.session, desk.cast.ada, cursor=cursor, size=2)
        back = [(row.due_at, row.item_id) for row in page.rows] + back
        cursor = page.previous_cursor
    assert back == seen[:6]


@pytest.mark.parametrize(
    "cursor",
    ["x", "====", "W10", "bnVsbA", "W2ZhbHNlLDEsMiwzXQ", "W2ZhbHNlLCIyMDI2LTAxLTAxIiwxXQ", "😀", "e30"],
)
def test_a_forged_cursor_is_refused_with_a_sentence(desk: Desk, cursor: str) -> None:
    with pytest.raises(Invalid, match="begin at the first"):
        inbox.items_of(desk.session, desk.cast.ada, cursor=cursor)


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("laptop", 1),
        ("LAPT", 1),
        ("beeps laptop", 1),
        ("laptop printer", 0),
        ("'; DROP TABLE ticket; --", 0),
        ('"laptop" OR', 0),
        ("laptop*", 1),
        ("???", 0),
        ("lap:top & !", 0),
        ("  ", 1),
    ],
)
def test_search_finds_beginnings_of_words_and_takes_no_commands(desk: Desk, search: str, found: int) -> None:
    desk.submit()
    assert list_tickets(desk.session, desk.cast.ada, TicketFilter(search=search), counted=True).count == found
    assert list_tickets(desk.session, desk.cast.otto, TicketFilter(search=search), counted=True).count == 0


def test_filters_narrow_and_never_widen(desk: Desk) -> None:
    high, low = desk.submit(), desk.submit(priority="low")
    withdraw_ticket(desk.session, low.ticket_id, "", actor=desk.cast.rita, now=LATER)

    def numbers(wanted: TicketFilter) -> list[str]:
        return [row.number for row in list_tickets(desk.session, desk.cast.ada, wanted).rows]

    assert numbers(TicketFilter()) == [low.number, high.number]
    assert numbers(TicketFilter(priority="high")) == [high.number]
    assert numbers(TicketFilter(is_open=True)) == [high.number]
    assert numbers(TicketFilter(is_open=False)) == [low.number]
    assert numbers(TicketFilter(status="Withdrawn")) == [low.number]
    assert numbers(TicketFilter(workflow_id=desk.flow.workflow_id, category="Technology")) == [
        low.number,
        high.number,
    ]
    assert numbers(TicketFilter(requester_id=desk.cast.otto.user_id)) == []


def test_the_timeline_reads_as_sentences_and_keeps_staff_notes_from_the_requester(desk: Desk) -> None:
    submitted = desk.submit()
    holder = desk.holder(submitted).name
    desk.choose(submitted, "Assign", LATER, note="The user is difficult.")
    told = timeline_of(desk.session, desk.cast.cora, submitted.ticket_id)
    sentences = [moment.sentence for moment in told]
    assert sentences[0] == "Rita submitted the ticket."
    assert sentences[1] == "IT Support Request v1 took the ticket. Cora coordinates it."
    assert sentences[2] == f"“Triage” went to {holder} (Agent)."
    assert sentences[3] == f"{holder} chose “Assign”: Triage → Resolve."
    assert told[3].reason == "The user is difficult."
    hers = timeline_of(desk.session, desk.cast.rita, submitted.ticket_id)
    assert [moment.sentence for moment in hers] == sentences
    assert all("difficult" not in str(moment) for moment in hers)


def test_a_requester_who_also_works_on_the_ticket_reads_the_notes(desk: Desk) -> None:
    submitted = desk.submit(actor=desk.cast.cora)
    desk.choose(submitted, "Assign", LATER, note="Battery.")
    assert "Battery." in [
        row.reason for row in timeline_of(desk.session, desk.cast.cora, submitted.ticket_id)
    ]


def test_a_reopened_ticket_comes_back_into_view(desk: Desk) -> None:
    submitted = desk.submit()
    withdraw_ticket(desk.session, submitted.ticket_id, "", actor=desk.cast.rita, now=LATER)
    reopen_ticket(desk.session, submitted.ticket_id, "Again.", actor=desk.cast.cora, now=LATER)
    assert {"alice", "bob", "carol"} <= seers(desk, submitted)

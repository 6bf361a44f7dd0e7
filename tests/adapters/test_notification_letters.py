"""Notifications as letters: the same as text and as HTML, links to where TTS is reached, nobody's markup."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from tests.domain.calendars import at
from tts.adapters.letter import PICTURE_PLACE
from tts.adapters.notification_letters import letter_writer
from tts.domain.notifications import KINDS, Notice, NoticeKind
from tts.services.notifications import Told

LATE = Told(
    notice=Notice(NoticeKind.BREACH, 7, "“Triage” is late. It is with Nina.", at("2026-11-26T09:30+00:00")),
    name="Nina",
    zone=ZoneInfo("Europe/Rome"),
    has_log_in=True,
    number="TX20261126000001",
    subject="VPN <b>drops</b>",
)


def write(told: Told) -> tuple[str, str, str]:
    letter = letter_writer("https://desk.example/")(told)
    return str(letter["subject"]), str(letter["text"]), str(letter["html"])


def test_a_letter_says_what_happened_to_what_until_when_and_where_to_look() -> None:
    subject, text, html = write(LATE)
    assert subject == "Late: TX20261126000001 VPN <b>drops</b>"
    assert text == (
        "Hello Nina,\n\nTX20261126000001: VPN <b>drops</b>\n\n"
        "“Triage” is late. It is with Nina.\nDue Thu 26 Nov 2026, 10:30 (Europe/Rome).\n\n"
        "https://desk.example/tickets/TX20261126000001\n"
        "On the graph, with every visit: https://desk.example/tickets/TX20261126000001/graph\n\n"
        "You get this because you are told of “Late” by mail.\n"
        "Choose what you are told: https://desk.example/me/notifications\n"
    )
    for said in (
        "VPN &lt;b&gt;drops&lt;/b&gt;",
        "“Triage” is late. It is with Nina.",
        "Due Thu 26 Nov 2026, 10:30 (Europe/Rome).",
        'href="https://desk.example/tickets/TX20261126000001"',
        'href="https://desk.example/tickets/TX20261126000001/graph"',
        "because you are told of “Late” by mail.",
        'href="https://desk.example/me/notifications"',
    ):
        assert said in html
    assert "<b>" not in html


def test_what_asks_somebody_to_act_has_room_for_the_picture_and_the_rest_has_not() -> None:
    every = {kind: replace(LATE, notice=Notice(kind, 7, "")) for kind in NoticeKind}
    roomy = {kind for kind, told in every.items() if PICTURE_PLACE in write(told)[2]}
    assert {kind.value for kind in roomy} == {"assignment", "transfer", "escalation", "warning", "breach"}
    former = replace(LATE, notice=Notice(NoticeKind.TRANSFER, 7, "", is_for_former=True))
    for told in (former, replace(LATE, has_log_in=False), replace(LATE, number=None, subject=None)):
        assert PICTURE_PLACE not in write(told)[2]
    assert write(replace(LATE, subject=PICTURE_PLACE))[2].count(PICTURE_PLACE) == 1


def test_who_cannot_log_in_gets_no_links() -> None:
    told = replace(LATE, notice=Notice(NoticeKind.STATUS, 7, "It is Resolved now."), has_log_in=False)
    _, text, html = write(told)
    assert text.endswith("\n\nIt is Resolved now.\n\nYou get this because you asked for this.\n")
    assert "desk.example" not in text + html


def test_what_is_about_no_ticket_says_its_kind() -> None:
    told = replace(LATE, notice=Notice(NoticeKind.STEP, 7, "A role is empty."), number=None, subject=None)
    subject, text, _ = write(told)
    assert subject == "TTS: Steps"
    assert text.startswith("Hello Nina,\n\nA role is empty.\n\nYou get this")


def test_an_odd_ticket_number_cannot_lead_elsewhere() -> None:
    _, text, _ = write(replace(LATE, number="../x?y#z"))
    assert "https://desk.example/tickets/..%2Fx%3Fy%23z\n" in text


@pytest.mark.parametrize("kind", list(NoticeKind))
@pytest.mark.parametrize("due_at", [None, at("2026-11-26T09:30+00:00")])
def test_every_kind_makes_a_letter(kind: NoticeKind, due_at: datetime | None) -> None:
    subject, text, html = write(replace(LATE, notice=Notice(kind, 7, KINDS[kind].help, due_at)))
    assert subject.startswith(KINDS[kind].word)
    assert KINDS[kind].help in text
    assert KINDS[kind].help in html

"""A row of the outbox as a mail: whatever people typed, it stays one mail to one person."""

from __future__ import annotations

from email import message_from_bytes
from email.headerregistry import Address
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cast import MORNING
from tts.adapters.letter import PICTURE_PLACE, Inlay, write_letter
from tts.services.outbox import ClaimedMessage, Undeliverable

SENDER = Address("TTS", addr_spec="tts@desk.example")
TEXT = "A step waits for you."


def row(key: str = "0123abcd", **payload: object) -> ClaimedMessage:
    """A row with this payload."""
    usual = {"to": "rita@demo.example", "name": "Rita", "subject": "TX1: late", "text": TEXT, "html": ""}
    return ClaimedMessage(1, key, "mail", "notice", None, {**usual, **payload}, 1, MORNING)


def sent(message: ClaimedMessage):
    """The mail as it goes over the line, read again by somebody else."""
    return message_from_bytes(write_letter(message, SENDER).as_bytes(), policy=default)


def test_a_letter_says_who_when_and_that_no_person_wrote_it() -> None:
    letter = sent(row())
    assert letter["From"] == "TTS <tts@desk.example>"
    assert letter["To"] == "Rita <rita@demo.example>"
    assert letter["Date"].datetime == MORNING
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter.get_content().strip() == TEXT


def test_text_and_html_are_two_ways_to_read_one_mail() -> None:
    letter = sent(row(html="<p>Ärger mit der <b>Tür</b></p>", text="Ärger mit der Tür"))
    assert letter.get_content_type() == "multipart/alternative"
    assert letter.get_body(("plain",)).get_content().strip() == "Ärger mit der Tür"
    assert letter.get_body(("html",)).get_content().strip() == "<p>Ärger mit der <b>Tür</b></p>"


def test_a_second_delivery_is_known_as_the_same_mail_and_mails_of_a_ticket_hang_together() -> None:
    first, again = sent(row("k1", ticket_number="TX1")), sent(row("k1", ticket_number="TX1"))
    other = sent(row("k2", ticket_number="TX1"))
    assert first["Message-ID"] == again["Message-ID"] == "<k1@desk.example>"
    assert other["Message-ID"] != first["Message-ID"]
    assert first["References"] == other["References"] == other["In-Reply-To"] == "<ticket-TX1@desk.example>"
    assert sent(row())["References"] is None
    assert "\n" not in sent(row("a key: with\r\nodd signs"))["Message-ID"]


def test_a_picture_stands_where_the_html_has_room_for_it_and_nowhere_else() -> None:
    inlay = Inlay(b"\x89PNG", 'Here "><b>\r\nnow', 640)
    roomy, tight = row("k1", html=f"<p>a</p>{PICTURE_PLACE}<p>b</p>"), row("k1", html="<p>a</p>")
    letter = message_from_bytes(write_letter(roomy, SENDER, inlay).as_bytes(), policy=default)
    _, related = letter.iter_parts()
    html, picture = related.iter_parts()
    assert related.get_params() == [
        ("multipart/related", ""),
        ("type", "text/html"),
        ("boundary", related.get_boundary()),
    ]
    assert html.get_content().strip() == (
        '<p>a</p><p><img src="cid:graph-k1@desk.example" width="640"'
        ' alt="Here &quot;&gt;&lt;b&gt; now"></p><p>b</p>'
    )
    assert (picture["Content-ID"], picture.get_content()) == ("<graph-k1@desk.example>", b"\x89PNG")
    assert sent(roomy).get_body(("html",)).get_content().strip() == "<p>a</p><p>b</p>"
    bare = message_from_bytes(write_letter(tight, SENDER, inlay).as_bytes(), policy=default)
    assert [part.get_content_type() for part in bare.iter_parts()] == ["text/plain", "text/html"]


@pytest.mark.parametrize(
    "hostile",
    [
        "x\r\nBcc: otto@demo.example",
        "x\nSubject: other\n\nbody",
        "x\rBcc: otto@demo.example",
        "x\u2028Bcc: otto@demo.example",
        'Rita" <otto@demo.example>, "',
        "=?utf-8?q?x=0ABcc:_otto@demo.example?=",
        "==??utf-8?q?x=0D=0ABcc:_otto@demo.example?=",
        "=\0?utf-8?b?eApCY2M6IG90dG9AZGVtby5leGFtcGxl?=",
        "=\u200b?utf-8?q?x=0ABcc:_otto@demo.example?=",
    ],
)
def test_no_subject_name_or_number_adds_a_header_or_a_recipient(hostile: str) -> None:
    letter = sent(row(name=hostile, subject=hostile, ticket_number=hostile))
    assert letter["Bcc"] is None
    assert [address.addr_spec for address in letter["To"].addresses] == ["rita@demo.example"]
    assert len(letter.get_all("Subject")) == 1
    assert letter.get_content().strip() == TEXT


WORDS = st.text() | st.lists(
    st.sampled_from(("=", "?", "=?utf-8?q?", "?=", "=0A", "\n", "\r", " ", "Bcc:", "@", "<", '"', "a", "ä"))
).map("".join)


@given(WORDS, WORDS, WORDS, WORDS)
def test_any_words_make_one_mail_to_one_person(name: str, subject: str, text: str, number: str) -> None:
    letter = sent(row(name=name, subject=subject, text=text, html=f"<p>{text}", ticket_number=number))
    assert [address.addr_spec for address in letter["To"].addresses] == ["rita@demo.example"]
    allowed = {"from", "to", "subject", "date", "message-id", "auto-submitted", "x-auto-response-suppress"}
    allowed |= {"in-reply-to", "references", "content-type", "mime-version", "content-transfer-encoding"}
    assert {header.lower() for header in letter} <= allowed
    assert letter.get_content_type() == "multipart/alternative"


@pytest.mark.parametrize(
    "address",
    ["", "rita", "rita@", "rita@demo.example, otto@demo.example", "rita@demo.example\r\nBcc: x@y.example"],
)
def test_what_is_no_address_is_never_sent(address: str) -> None:
    with pytest.raises(Undeliverable, match="is not an e-mail address"):
        write_letter(row(to=address), SENDER)

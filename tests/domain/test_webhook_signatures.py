"""Signatures are those of Standard Webhooks, and kinds are read or refused."""

from __future__ import annotations

import pytest

from tts.domain.errors import Invalid
from tts.domain.webhooks import (
    KINDS,
    body_of,
    is_wanted,
    read_kinds,
    secret_of,
    signatures_of,
)
from tts.web.event_words import MOVES, SAYINGS
from tts.web.story import TELLINGS

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def test_the_example_of_the_specification_is_signed_as_there() -> None:
    body = b'{"test": 2432232314}'
    signed = signatures_of([SECRET], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body)
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_two_secrets_make_two_signatures_parted_by_a_blank() -> None:
    other = secret_of(b"x" * 32)
    both = signatures_of([other, SECRET], "id", 1, b"{}").split(" ")
    assert both == [signatures_of([one], "id", 1, b"{}") for one in (other, SECRET)]


def test_the_same_payload_is_the_same_bytes_whatever_it_holds() -> None:
    assert (
        body_of({"type": "a.b", "data": {"x": "é\ud800"}}) == b'{"type":"a.b","data":{"x":"\\u00e9\\ud800"}}'
    )


def test_kinds_are_chosen_from_the_list_and_none_means_every_one() -> None:
    assert read_kinds(["item.held", "ticket.submitted", "item.held"]) == ["ticket.submitted", "item.held"]
    with pytest.raises(Invalid):
        read_kinds(["user.password_set"])
    assert is_wanted("item.held", [])
    assert not is_wanted("item.held", ["ticket.submitted"])
    assert not is_wanted("token.created", [])


def test_every_kind_is_one_that_the_record_has() -> None:
    assert set(KINDS) <= {*TELLINGS, *MOVES, *SAYINGS}

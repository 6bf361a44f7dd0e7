"""The courier of BMS against a real HTTP server: taken, refused in its own words, silent, slow, elsewhere."""

from __future__ import annotations

import time
from typing import Any

import pytest

from tests.cast import MORNING
from tests.fixtures.peers import KEY, Bms
from tts.adapters.bms import LARGEST, BmsCourier
from tts.adapters.couriers import couriers_of, destinations_of
from tts.config_systems import system_settings
from tts.services.outbox import ClaimedMessage, Deferred, Undeliverable, Unreachable

BODY = {"ticket_id": "TX20261102123456", "title": "Laptops für Köln", "items": [{"estimated_cost": 1.5}]}
REFUSAL = {
    "error": "Validation error",
    "details": {
        "fiscal_year": ["Invalid fiscal year ID"],
        "items": [{}, {"account": ["Invalid account ID"]}],
    },
}


def proposal(payload: dict[str, Any] | None = None) -> ClaimedMessage:
    """A message in hand."""
    kind = "external-budget-proposals"
    return ClaimedMessage(7, "key-of-it", "bms", kind, 1, BODY if payload is None else payload, 1, MORNING)


def test_it_is_posted_as_it_is_with_our_key_and_its_own_stable_id(bms: Bms) -> None:
    BmsCourier(bms.url, KEY).send(proposal())
    assert bms.paths == ["/api/external-budget-proposals/"]
    assert bms.bodies == [BODY]
    head = bms.heads[0]
    assert (head["x-api-key"], head["idempotency-key"]) == (KEY, "key-of-it")
    assert head["content-type"] == "application/json"


def test_a_refusal_comes_back_in_its_own_words(bms: Bms) -> None:
    bms.answers = [(400, REFUSAL), (422, "No <b>such</b>\r\nyear"), (409, {"detail": "Duplicate"}), (400, "")]
    said = []
    for _ in range(4):
        with pytest.raises(Undeliverable) as refusal:
            BmsCourier(bms.url, KEY).send(proposal())
        said.append(refusal.value.reason)
    assert said == [
        "error: Validation error; details.fiscal_year: Invalid fiscal year ID; "
        "details.items 2.account: Invalid account ID",
        "No <b>such</b> year",
        "detail: Duplicate",
        "BMS answered 400 and said nothing.",
    ]


@pytest.mark.parametrize(
    ("status", "kind", "said"),
    [
        (500, Unreachable, "BMS answered 500. Oh"),
        (503, Unreachable, "BMS answered 503. Oh"),
        (404, Unreachable, "set TTS_BMS_URL"),
        (429, Deferred, "not now"),
        (302, Unreachable, "elsewhere, where TTS does not go"),
    ],
)
def test_what_is_no_fault_of_the_proposal_is_tried_again(
    bms: Bms, status: int, kind: type[Exception], said: str
) -> None:
    bms.usual = (status, "Oh")
    bms.headers = {"Location": f"http://127.0.0.1:{bms.port}/elsewhere/"}
    with pytest.raises(kind, match=said):
        BmsCourier(bms.url, KEY).send(proposal())
    assert bms.paths == ["/api/external-budget-proposals/"]


def test_a_wrong_key_is_a_matter_of_settings_and_is_told_nowhere(bms: Bms) -> None:
    with pytest.raises(Unreachable, match="does not accept our key: set TTS_BMS_KEY") as refusal:
        BmsCourier(bms.url, "another-key").send(proposal())
    assert "another-key" not in refusal.value.reason


@pytest.mark.parametrize("dribbles", [False, True])
def test_neither_silence_nor_dribbling_holds_it_up(bms: Bms, dribbles: bool) -> None:
    bms.delay, bms.dribbles, bms.usual = (0 if dribbles else 5), dribbles, (400, "x" * 200)
    began = time.monotonic()
    with pytest.raises(Unreachable, match="cannot be reached"):
        BmsCourier(bms.url, KEY, timeout=0.5).send(proposal())
    assert time.monotonic() - began < 3


def test_a_system_that_is_away_cannot_be_reached(bms: Bms) -> None:
    bms.stop()
    with pytest.raises(Unreachable, match="BMS cannot be reached: .*refused"):
        BmsCourier(bms.url, KEY).send(proposal())


def test_a_huge_answer_is_cut_and_a_huge_proposal_is_never_sent(bms: Bms) -> None:
    bms.usual = (400, "words " * 100_000)
    with pytest.raises(Undeliverable) as refusal:
        BmsCourier(bms.url, KEY).send(proposal())
    assert len(refusal.value.reason) < 500
    with pytest.raises(Undeliverable, match="never sent"):
        BmsCourier(bms.url, KEY).send(proposal({"title": "x" * LARGEST}))
    assert len(bms.bodies) == 1


def test_settings_say_which_systems_tickets_wait_for(bms: Bms) -> None:
    nothing = system_settings({})
    assert (nothing["CONFIGURED_SYSTEMS"], destinations_of(nothing), couriers_of(nothing)) == (
        frozenset(),
        frozenset(),
        {},
    )
    found = system_settings({"TTS_BMS_URL": bms.url + "/", "TTS_BMS_KEY": KEY, "TTS_AMS": "1"})
    assert (found["BMS_URL"], found["CONFIGURED_SYSTEMS"]) == (bms.url, frozenset({"ams", "bms"}))
    assert destinations_of(found) == {"bms"}
    couriers_of(found)["bms"].send(proposal())
    assert bms.bodies == [BODY]


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"TTS_BMS_URL": "https://bms.example"}, "TTS_BMS_URL needs TTS_BMS_KEY"),
        ({"TTS_BMS_URL": "ftp://bms.example", "TTS_BMS_KEY": "k"}, "no address of BMS"),
        ({"TTS_BMS_URL": "https://a:secret@bms.example", "TTS_BMS_KEY": "k"}, "no address of BMS"),
        ({"TTS_BMS_URL": "https://bms.example:port", "TTS_BMS_KEY": "k"}, "no address of BMS"),
        ({"TTS_BMS_URL": "https://bms.example/?a=b", "TTS_BMS_KEY": "k"}, "no address of BMS"),
        ({"TTS_BMS_URL": "https://bms.example", "TTS_BMS_KEY": "k\r\nX: y"}, "stand in a header"),
        ({"TTS_AMS": "yes"}, "TTS_AMS is “yes”"),
    ],
)
def test_a_setting_that_cannot_be_used_is_refused_with_a_sentence(
    settings: dict[str, str], said: str
) -> None:
    with pytest.raises(ValueError, match=said) as refusal:
        system_settings(settings)
    assert "secret" not in str(refusal.value)

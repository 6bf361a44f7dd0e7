"""Asking neighbours whether they are there: real peers of each kind, there, wrong and gone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.fixtures.identity import Company
from tests.fixtures.mail import Mailbox
from tests.fixtures.peers import Bms
from tests.fixtures.receivers import Receiver
from tts.adapters.probes import PROBES, probe_bms, probe_broker, probe_mail, probe_openid

SENDER = "TTS <tts@works.example>"


def test_what_is_not_set_up_says_what_to_set() -> None:
    assert all("is not set" in (ask({}) or "") or "are not set" in (ask({}) or "") for ask in PROBES.values())
    assert "TTS_BROKER_URL" in (probe_broker({}) or "")


def test_a_mail_server_is_greeted_and_gets_no_letter(mailbox: Mailbox) -> None:
    config = {"MAIL_URL": mailbox.url, "MAIL_FROM": SENDER}
    assert probe_mail(config) is None
    assert mailbox.letters == []
    closed = {**config, "MAIL_URL": "smtp://127.0.0.1:9?starttls=0"}
    assert "cannot be used" in (probe_mail(closed) or "")


def test_bms_is_connected_to_and_gets_no_proposal(bms: Bms) -> None:
    assert probe_bms({"BMS_URL": bms.url}) is None
    assert bms.bodies == []
    encrypted = {"BMS_URL": bms.url.replace("http", "https")}
    assert "BMS cannot be reached" in (probe_bms(encrypted) or "")
    bms.stop()
    assert "BMS cannot be reached" in (probe_bms({"BMS_URL": bms.url}) or "")


def test_a_provider_is_known_by_its_discovery(employer: Company) -> None:
    assert probe_openid({"OPENID": employer.settings}) is None
    other = replace(employer.settings, issuer=employer.settings.issuer + "/nowhere")
    assert "answered 404" in (probe_openid({"OPENID": other}) or "")


@pytest.mark.parametrize(
    ("body", "said"),
    [("<html>", "no discovery"), ("[]", "another issuer"), ('{"issuer": "https://e.example"}', "e.example")],
)
def test_what_is_no_provider_says_so(receiver: Receiver, employer: Company, body: str, said: str) -> None:
    receiver.usual = (200, body, {})
    settings = replace(employer.settings, issuer=f"http://127.0.0.1:{receiver.port}")
    assert said in (probe_openid({"OPENID": settings}) or "")
    receiver.stop()
    assert "cannot be reached" in (probe_openid({"OPENID": settings}) or "")

"""Why a system cannot be reached is told in words, whatever library found it out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from amqp.exceptions import AccessRefused

from tests.fixtures.mail import Mailbox
from tests.fixtures.ports import find_free_port
from tests.fixtures.receivers import Receiver
from tts.adapters.broker import probe as probe_broker
from tts.adapters.fault_words import say_fault
from tts.adapters.probes import probe_bms, probe_mail, probe_openid
from tts.config_identity import OpenIdSettings

OPENID = OpenIdSettings(issuer="", client_id="tts", client_secret="s", label="Harbour Ltd")
PROBES: dict[str, Callable[[str], str | None]] = {
    "BMS": lambda place: probe_bms({"BMS_URL": f"http://{place}/api"}),
    "mail": lambda place: probe_mail(
        {"MAIL_URL": f"smtp://{place}?starttls=0", "MAIL_FROM": "t@works.example"}
    ),
    "openid": lambda place: probe_openid({"OPENID": replace(OPENID, issuer=f"http://{place}")}),
    "broker": lambda place: probe_broker({"BROKER_URL": f"amqp://u:secret@{place}//"}),
}


@pytest.mark.parametrize("neighbour", PROBES)
def test_where_nothing_listens_it_says_so_and_nothing_of_the_library(neighbour: str) -> None:
    port = find_free_port()
    said = PROBES[neighbour](f"127.0.0.1:{port}") or ""
    assert said.endswith("connection refused, nothing listens at that address and port")
    assert not any(word in said for word in ("Errno", "HTTPConnection", "Max retries", "secret"))


def test_a_server_that_does_not_speak_tls_is_told_as_that(mailbox: Mailbox) -> None:
    address = f"smtps://127.0.0.1:{mailbox.port}"
    said = probe_mail({"MAIL_URL": address, "MAIL_FROM": "t@works.example"}) or ""
    assert said.endswith("it does not speak TLS at that port")


def test_a_certificate_that_nobody_vouches_for_is_told_as_that(
    make_receiver: Callable[..., Receiver], certificate: Path
) -> None:
    peer = make_receiver(certificate=certificate)
    for said in (
        probe_bms({"BMS_URL": f"https://127.0.0.1:{peer.port}/api"}),
        probe_openid({"OPENID": replace(OPENID, issuer=f"https://127.0.0.1:{peer.port}")}),
    ):
        assert "its certificate is not trusted (self-signed certificate" in (said or "")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (TimeoutError("timed out"), "no answer came in time"),
        (ConnectionResetError(104, "reset"), "it broke off the connection"),
        (OSError("no answer of HTTP came"), "no answer of HTTP came"),
        (RuntimeError(), "RuntimeError"),
        (AccessRefused("ACCESS_REFUSED - Login was refused", (0, 0)), "ACCESS_REFUSED - Login was refused"),
    ],
)
def test_other_causes_have_words_too(error: Any, said: str) -> None:
    assert say_fault(error) == said

"""The settings of the broker: what is refused, and what follows from what is set."""

from __future__ import annotations

import pytest

from tests.fixtures.ports import find_free_port
from tests.fixtures.rabbit import Rabbit
from tts import config_broker
from tts.adapters.broker import probe
from tts.adapters.broker.line import tls_of
from tts.adapters.couriers import destinations_of
from tts.config_broker import broker_settings, say_broker

URL = "amqp://tts:secret@rabbit.example:5672/desk"


@pytest.mark.parametrize(
    "address",
    [
        "redis://localhost",
        "amqp://",
        "rabbit.example",
        "amqp://host:port",
        "amqp://user:p ss@host",
        "amqp://host?heartbeat=1",
        "amqp://tts:s[cret@host",
    ],
)
def test_what_is_no_address_is_refused_without_telling_the_password(address: str) -> None:
    with pytest.raises(ValueError, match="TTS_BROKER_URL") as refused:
        broker_settings({"TTS_BROKER_URL": address})
    assert "secret" not in str(refused.value)
    assert "cret@" not in str(refused.value)


def test_without_celery_the_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(config_broker, "find_spec", lambda name: None)
    with pytest.raises(ValueError, match=r"tts\[broker\]"):
        broker_settings({"TTS_BROKER_URL": URL})


def test_behind_a_broker_the_notification_service_is_there_unless_it_is_told_not_to_be() -> None:
    nothing = broker_settings({})
    assert nothing == {"BROKER_URL": None, "NOTIFICATION_SERVICE": False}
    assert destinations_of(nothing) == frozenset()
    both = broker_settings({"TTS_BROKER_URL": URL})
    assert destinations_of(both) == {"hdts", "notification service"}
    without = broker_settings({"TTS_BROKER_URL": URL, "TTS_NOTIFICATION_SERVICE": "0"})
    assert destinations_of(without) == {"hdts"}
    with pytest.raises(ValueError, match="needs TTS_BROKER_URL"):
        broker_settings({"TTS_NOTIFICATION_SERVICE": "1"})


def test_certificates_are_verified() -> None:
    asked = tls_of("amqps://rabbit.example")
    assert isinstance(asked, dict)
    assert (asked["cert_reqs"].name, asked["server_hostname"]) == ("CERT_REQUIRED", "rabbit.example")
    assert tls_of(URL) is False


def test_the_probe_says_whether_the_broker_answers_and_never_its_password(rabbit: Rabbit) -> None:
    assert probe({"BROKER_URL": rabbit.url}) is None
    wrong = probe({"BROKER_URL": rabbit.url.replace("guest:guest", "guest:secret")})
    away = probe({"BROKER_URL": f"amqp://guest:secret@127.0.0.1:{find_free_port()}"})
    for said in (wrong, away):
        assert said is not None
        assert "does not answer as it should" in said
        assert "secret" not in said
    assert probe({"BROKER_URL": None}) == "TTS_BROKER_URL is not set."


def test_settings_show_where_the_broker_is_and_never_its_password() -> None:
    assert say_broker(URL) == "rabbit.example, port 5672"
    assert say_broker("amqps://tts:secret@rabbit.example/") == "rabbit.example, port 5671 with TLS"
    assert say_broker(None) == "not set: nothing comes or leaves by it"

"""Webhooks where the engine runs over many machines: each message once; and whether the broker is there."""

from __future__ import annotations

from tests.cli.test_worker_processes import eventually, running
from tests.desk import Desk
from tests.fixtures.rabbit import Rabbit
from tests.fixtures.receivers import Receiver, is_authentic
from tests.services.hooking import make_hook
from tts.adapters.probes import probe_broker
from tts.clock import current_time


def test_two_machines_tell_a_webhook_each_thing_once(
    desk: Desk, tts_environment: dict[str, str], rabbit: Rabbit, receiver: Receiver
) -> None:
    _, secret = make_hook(desk.session, receiver.url, kinds=["ticket.submitted"])
    settings = {**tts_environment, "TTS_BROKER_URL": rabbit.url, "TTS_WEBHOOK_NETWORKS": "127.0.0.0/8"}
    with running("tts", "celery", environment=settings), running("tts", "celery", environment=settings):
        numbers = [desk.submit(now=current_time()).number for _ in range(8)]
        eventually(lambda: len(receiver.calls) >= len(numbers), desk.session, seconds=60)
    assert all(is_authentic(call, secret, now=current_time()) for call in receiver.calls)
    told = [call.said["data"]["ticket"]["number"] for call in receiver.calls]
    assert sorted(told) == sorted(numbers)


def test_the_broker_is_asked_whether_it_is_there(rabbit: Rabbit) -> None:
    assert probe_broker({"BROKER_URL": rabbit.url}) is None
    rabbit.kill()
    assert probe_broker({"BROKER_URL": rabbit.url})
    rabbit.start()

"""The rights at the broker that docs/integrations.md gives TTS: they are enough, and fewer are told of."""

from __future__ import annotations

import re
import shlex
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.broker.neighbours import TICKET, TO_HDTS, Neighbour, ticket
from tests.cli.test_worker_processes import running
from tests.desk import Desk
from tests.fixtures.rabbit import Rabbit
from tts.adapters.broker import probe

pytestmark = pytest.mark.databases("sqlite")
DOC = Path(__file__).parents[2] / "docs" / "integrations.md"
USER, PASSWORD = "tts", "p@ss:word"


def printed_rights() -> list[str]:
    """The words after `-p VHOST tts` in the command that the page prints."""
    text = DOC.read_text()
    queues = re.search(r"^ *QUEUES='(.+)'$", text, re.MULTILINE)
    command = re.search(r"^ *rabbitmqctl set_permissions -p VHOST tts (.+)$", text, re.MULTILINE)
    assert queues
    assert command
    return [queues[1] if word == "$QUEUES" else word for word in shlex.split(command[1])]


@pytest.fixture
def settings(tts_environment: dict[str, str], rabbit: Rabbit) -> Iterator[dict[str, str]]:
    """The settings of TTS as a user of the broker that has no rights yet."""
    rabbit.manage("add_user", USER, PASSWORD)
    address = f"amqp://{USER}:p%40ss%3Aword@127.0.0.1:{rabbit.port}//"
    yield {**tts_environment, "TTS_BROKER_URL": address}
    rabbit.manage("delete_user", USER)


@pytest.mark.parametrize("command", ["worker", "celery"])
def test_the_rights_that_the_page_prints_are_enough(
    command: str, desk: Desk, neighbour: Neighbour, rabbit: Rabbit, settings: dict[str, str]
) -> None:
    rabbit.manage("set_permissions", "-p", "/", USER, *printed_rights())
    neighbour.say(TICKET, ticket("TX20261102000021"))
    with running("tts", command, environment=settings) as process:
        neighbour.listen(TO_HDTS, 2, seconds=60)
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=30)
    assert process.returncode == 0, said


def test_celery_that_gives_up_says_what_it_lacked(
    desk: Desk, rabbit: Rabbit, settings: dict[str, str]
) -> None:
    rabbit.manage("set_permissions", "-p", "/", USER, "^none$", "^none$", "^none$")
    with running("tts", "celery", environment=settings) as process:
        _, said = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "Celery gave up: " in said
    assert "ACCESS_REFUSED" in said
    assert PASSWORD not in said


def test_why_the_broker_lets_nobody_in_is_told_in_its_own_words(settings: dict[str, str]) -> None:
    address = settings["TTS_BROKER_URL"]
    no_right = probe({"BROKER_URL": address}) or ""
    assert no_right.endswith(": NOT_ALLOWED - access to vhost '/' refused for user 'tts'")
    wrong_password = probe({"BROKER_URL": address.replace("word@", "@")}) or ""
    assert ": ACCESS_REFUSED - Login was refused" in wrong_password

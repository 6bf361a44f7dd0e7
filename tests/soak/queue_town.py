"""The processes and peers of a day over the queue, and how they come to grief."""

from __future__ import annotations

import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import amqp

from tests.broker.neighbours import Neighbour
from tests.fixtures.mail import Mailbox
from tests.fixtures.peers import Bms
from tests.fixtures.rabbit import Rabbit
from tests.soak.queue_plan import Said


@dataclass
class Town:
    """Workers, the broker, a mail server and a BMS; `griefs` counts what befell them."""

    rabbit: Rabbit
    mailbox: Mailbox
    bms: Bms
    environment: dict[str, str]
    log: Path
    dice: random.Random
    workers: list[tuple[str, subprocess.Popen[bytes]]] = field(default_factory=list)
    griefs: dict[str, int] = field(default_factory=dict)
    errors: list[BaseException] = field(default_factory=list)
    is_over: threading.Event = field(default_factory=threading.Event)

    def open(self, command: str) -> None:
        """Start a worker."""
        with self.log.open("ab") as out:
            process = subprocess.Popen(
                [sys.executable, "-m", "tts", command], env=self.environment, stdout=out, stderr=out
            )
        self.workers.append((command, process))

    def kill_worker(self) -> None:
        """Kill any, and start one like it."""
        command, process = self.workers.pop(self.dice.randrange(len(self.workers)))
        process.kill()
        process.wait(10)
        self.open(command)

    def lose_broker(self) -> None:
        """It is stopped or killed, and comes back."""
        self.dice.choice([self.rabbit.stop, self.rabbit.kill])()
        self._while_away()
        self.rabbit.start()

    def lose_mail(self) -> None:
        """No mail is taken for a while."""
        self.mailbox.stop()
        self._while_away()
        self.mailbox.start()

    def lose_bms(self) -> None:
        """BMS is away for a while."""
        self.bms.stop()
        self._while_away()
        self.bms.start()

    def suffer(self, pause: float) -> threading.Thread:
        """Let all of that happen, in any order, again and again until it is over, each at least once."""
        thread = threading.Thread(target=self._suffer, args=(pause,))
        thread.start()
        return thread

    def close(self) -> None:
        """Kill whoever works still."""
        for _, process in self.workers:
            process.kill()
            process.wait(10)
        self.workers.clear()

    def _suffer(self, pause: float) -> None:
        griefs = [self.lose_broker, self.lose_mail, self.lose_bms, self.kill_worker]
        try:
            while not (self.is_over.is_set() and len(self.griefs) == 4):
                self.dice.shuffle(griefs)
                for grief in griefs:
                    grief()
                    self.griefs[grief.__name__] = self.griefs.get(grief.__name__, 0) + 1
                    self.is_over.wait(pause)
        except BaseException as error:
            self.errors.append(error)
            raise

    def _while_away(self) -> None:
        time.sleep(self.dice.uniform(0.2, 2))


def publish_all(neighbour: Neighbour, said: Iterable[Said]) -> None:
    """Publish each until the broker confirms it, however often it goes away."""
    line: amqp.Connection | None = None
    for one in said:
        while True:
            try:
                if line is None:
                    line = amqp.Connection(f"127.0.0.1:{neighbour.port}", confirm_publish=True)
                    line.connect()
                neighbour.say_on(line.channel(1), one.to, one.told, key=one.key)
                break
            except (OSError, amqp.AMQPError):
                with suppress(Exception):
                    line.close() if line else None
                line = None
                time.sleep(0.2)
    if line is not None:
        line.close()


def eventually(is_so: Callable[[], Any], town: Town, seconds: float) -> None:
    """Ask until it is so; fails with what the workers said."""
    deadline = time.monotonic() + seconds
    while not is_so():
        assert not town.errors, town.errors
        assert time.monotonic() < deadline, town.log.read_text()[-6000:]
        time.sleep(0.3)

"""`tts worker`: what is due, done in the background."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from typing import Any

import click
from flask import current_app
from sqlalchemy.orm import Session

from tts.adapters.couriers import MAIL, couriers_of
from tts.adapters.notification_letters import letter_writer
from tts.cli.database import open_database
from tts.cli.refusals import Refusal
from tts.cli.worker.aside import Aside
from tts.cli.worker.hooks import hook_rounds
from tts.cli.worker.loop import Worker, make_name
from tts.cli.worker.rounds import Clock, DeliveryRound, every_round
from tts.cli.worker.stop_sign import StopSign
from tts.cli.worker.words import say_result
from tts.clock import current_time
from tts.services.notifications import Compose
from tts.services.outbox import Courier


@click.command()
@click.option(
    "--once", is_flag=True, help="Do what is due now, print it, and end; exit code 1 if a part failed."
)
@click.option("--parent", type=int, hidden=True, help="End when this process is not the parent any more.")
def worker(once: bool, parent: int | None) -> None:
    """Do in the background what is due: marks, messages that leave, returns from leave, the daily anchor.

    Any number may run beside each other. SIGTERM ends it after the item in hand.
    """
    with open_database() as session:
        couriers, public_url = couriers_of(current_app.config), current_app.config["PUBLIC_URL"]
        compose = letter_writer(public_url) if MAIL in couriers and public_url else None
        if once:
            work_once(session, couriers, compose)
        else:
            work_until_stopped(
                session,
                clock=current_time,
                couriers=couriers,
                compose=compose,
                config=current_app.config,
                parent=parent,
            )


def work_until_stopped(
    session: Session,
    *,
    clock: Clock,
    couriers: Mapping[str, Courier] | None = None,
    compose: Compose | None = None,
    config: Mapping[str, Any] | None = None,
    parent: int | None = None,
) -> None:
    """A worker with every round, in this process, until a signal ends it; messages leave aside."""
    with logging_to_stderr(), closing(StopSign(parent)) as stop:
        stop.obey_signals()
        name = make_name()
        leaving = Aside(DeliveryRound(couriers).run, stop).run if couriers else None
        hooks = hook_rounds(config, lambda run: Aside(run, stop).run) if config else ()
        rounds = (*every_round(name, leaving, compose), *hooks)
        Worker(session, name, rounds, clock=clock, stop=stop).run()


def work_once(session: Session, couriers: Mapping[str, Courier], compose: Compose | None) -> None:
    """One pass, printed round by round."""
    with logging_to_stderr(logging.WARNING), closing(StopSign()) as stop:
        stop.obey_signals()
        name = make_name()
        leaving = DeliveryRound(couriers).run if couriers else None
        rounds = (*every_round(name, leaving, compose), *hook_rounds(current_app.config))
        once = Worker(session, name, rounds, clock=current_time, stop=stop)
        once.begin()
        done = once.work_once()
        once.end()
    for one, result in done:
        click.echo(say_result(one, result))
    if failed := once.tally.failed:
        raise Refusal(f"{failed:,} could not be done; the reasons stand above and under Settings, Worker.")


@contextmanager
def logging_to_stderr(level: int = logging.INFO) -> Iterator[None]:
    """Let TTS's own log lines appear on stderr for as long as the block lasts."""
    log, handler = logging.getLogger("tts"), logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    before = log.level
    log.addHandler(handler)
    log.setLevel(level)
    try:
        yield
    finally:
        log.removeHandler(handler)
        log.setLevel(before)

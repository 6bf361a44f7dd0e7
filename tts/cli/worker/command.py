"""`tts worker`: what is due, done in the background."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import closing, contextmanager

import click
from flask import current_app
from sqlalchemy.orm import Session

from tts.cli.database import open_database
from tts.cli.refusals import Refusal
from tts.cli.worker.loop import Done, Worker, make_name
from tts.cli.worker.rounds import Clock, MovingRound, RoundResult
from tts.cli.worker.stop_sign import StopSign
from tts.cli.worker.ways import Ways, ways_of
from tts.cli.worker.words import say_result
from tts.clock import current_time


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
        ways = ways_of(current_app.config, session.get_bind())
        if once:
            work_once(session, ways)
        else:
            work_until_stopped(session, clock=current_time, ways=ways, parent=parent)


def work_until_stopped(
    session: Session,
    *,
    clock: Clock,
    ways: Ways | None = None,
    parent: int | None = None,
) -> None:
    """A worker with every round, in this process, until a signal ends it; messages leave in lanes."""
    with logging_to_stderr(), closing(StopSign(parent)) as stop:
        stop.obey_signals()
        name = make_name()
        rounds = (ways or Ways()).rounds(name, stop)
        Worker(session, name, rounds, clock=clock, stop=stop).run()


def work_once(session: Session, ways: Ways) -> None:
    """One pass, and more while tickets are being moved, printed round by round."""
    with logging_to_stderr(logging.WARNING), closing(StopSign()) as stop:
        stop.obey_signals()
        name = make_name()
        once = Worker(session, name, ways.rounds(name, stop, waits=True), clock=current_time, stop=stop)
        once.begin()
        done = passes = once.work_once()
        while not stop() and _is_moving(passes):
            passes = once.work_once()
            done = _together(done, passes)
        once.end()
    for one, result in done:
        click.echo(say_result(one, result))
    if failed := once.tally.failed:
        raise Refusal(f"{failed:,} could not be done; the reasons stand above and under Settings, Worker.")


def _is_moving(done: list[Done]) -> bool:
    """Whether there may be more tickets to move: a pass takes some of them only."""
    return any(one.name == MovingRound.name and (result.done or result.failed) for one, result in done)


def _together(before: list[Done], after: list[Done]) -> list[Done]:
    """What two passes did, round by round; the second may have been stopped early."""
    more = {one.name: result for one, result in after}
    return [(one, result + more.get(one.name, RoundResult())) for one, result in before]


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

"""A process of the engine: Celery in the first thread, and beside it the loop that sets tasks going."""

from __future__ import annotations

import logging
import threading
from contextlib import closing
from dataclasses import replace
from typing import Any

from celery import signals
from sqlalchemy.orm import Session

from tts.adapters.letter import one_line
from tts.cli.engine.app import make_celery
from tts.cli.engine.kicks import Signals, Telling, kicks_of
from tts.cli.engine.tasks import jobs_of
from tts.cli.worker.command import logging_to_stderr
from tts.cli.worker.loop import Worker, make_name
from tts.cli.worker.rounds import Round
from tts.cli.worker.stop_sign import StopSign
from tts.cli.worker.ways import Ways
from tts.clock import current_time

log = logging.getLogger(__name__)
LONGEST_WORDS = 300


def run_engine(url: str, bind: Any, ways: Ways) -> int:
    """Work until a signal ends it; the exit code."""
    with logging_to_stderr(), closing(StopSign()) as stop:
        signals.setup_logging.connect(leave_logging_alone, weak=False)
        signals.worker_shutting_down.connect(lambda **told: stop.set(), weak=False)
        name = make_name()
        rounds = replace(ways, reading=None).rounds(name, stop)  # Celery itself reads
        jobs = jobs_of(rounds, bind, current_time, stop)
        app = make_celery(url, jobs, bind, current_time)
        signs = Signals(app, url)
        kicks = [*kicks_of(jobs, signs), Round("broker", Telling(signs).run)]
        loop = threading.Thread(target=keep_kicking, args=(name, kicks, bind, stop), name="kicks")
        loop.start()
        words = LastWords()
        logging.getLogger("celery").addHandler(words)
        engine = app.Worker(
            pool="threads",
            concurrency=len(jobs),
            hostname=f"tts@{name}",
            loglevel="WARNING",
            quiet=True,
            without_gossip=True,
            without_heartbeat=True,
            without_mingle=True,
        )
        try:
            engine.start()
        finally:
            stop.set()
            loop.join()
            signs.close()
            logging.getLogger("celery").removeHandler(words)
        if words.said:
            log.error("Celery gave up: %s", words.said)
        return int(engine.exitcode or 0)


class LastWords(logging.Handler):
    """Keeps what Celery gave up for, of a log that is shown nowhere else."""

    def __init__(self) -> None:
        super().__init__(logging.CRITICAL)
        self.said = ""

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the cause itself, without its traceback."""
        cause = record.exc_info[1] if record.exc_info else None
        self.said = one_line(str(cause or record.getMessage()), LONGEST_WORDS)


def keep_kicking(name: str, rounds: Any, bind: Any, stop: StopSign) -> None:
    """The loop of a worker, with its sign of life."""
    with Session(bind) as session:
        Worker(session, name, rounds, clock=current_time, stop=stop).run()


def leave_logging_alone(**told: object) -> None:
    """Celery sets up no logging where somebody listens to this signal."""

"""`tts celery`: the engine over many machines."""

from __future__ import annotations

import sys

import click
from flask import current_app

from tts.cli.database import open_database
from tts.cli.refusals import Refusal
from tts.cli.worker.ways import ways_of


@click.command()
def celery() -> None:
    """Do by Celery, over RabbitMQ, what 'tts worker' does: run it on as many machines as you like.

    The database says what is due, so no task is lost with a machine. SIGTERM ends it after the items in hand.
    """
    with open_database() as session:
        url = current_app.config["BROKER_URL"]
        if not url:
            raise Refusal("TTS_BROKER_URL is not set: 'tts worker' needs no broker.")
        from tts.cli.engine.run import run_engine

        bind = session.get_bind()
        status = run_engine(url, bind, ways_of(current_app.config, bind))
    sys.exit(status)

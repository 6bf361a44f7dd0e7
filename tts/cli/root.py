"""The command `tts` and its table of contents."""

from __future__ import annotations

from importlib import metadata

import click

from tts.cli.audit import audit
from tts.cli.calendars import export_calendar, import_calendar
from tts.cli.clocks import clocks
from tts.cli.credentials import credential
from tts.cli.database import upgrade
from tts.cli.demo import demo
from tts.cli.drive import drive
from tts.cli.engine import celery
from tts.cli.exchange import export, import_
from tts.cli.people import token, user
from tts.cli.refusals import SpeakingGroup
from tts.cli.serve import serve
from tts.cli.tickets import import_tickets
from tts.cli.worker import worker
from tts.cli.workflows import check


def _version() -> str:
    try:
        return metadata.version("tts")
    except metadata.PackageNotFoundError:
        return "(not installed)"


@click.group(cls=SpeakingGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(_version(), message="TTS %(version)s")
def tts() -> None:
    """TTS, a service desk whose tickets follow workflows drawn in the browser.

    Settings are TTS_* environment variables, such as TTS_DATABASE_URL and TTS_INSTANCE.
    """


import_.add_command(import_tickets)
import_.add_command(import_calendar)
export.add_command(export_calendar)
for command in (
    upgrade,
    demo,
    serve,
    worker,
    celery,
    user,
    token,
    credential,
    import_,
    export,
    check,
    drive,
    audit,
    clocks,
):
    tts.add_command(command)


def main() -> None:
    """Run the command that the arguments of this process ask for."""
    tts(prog_name="tts")

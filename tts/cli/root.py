"""The command `tts` and its table of contents."""

from __future__ import annotations

from importlib import import_module, metadata

import click

from tts.cli.refusals import SpeakingGroup

COMMANDS = {
    "audit": "tts.cli.audit:audit",
    "celery": "tts.cli.engine:celery",
    "check": "tts.cli.workflows:check",
    "clocks": "tts.cli.clocks:clocks",
    "credential": "tts.cli.credentials:credential",
    "demo": "tts.cli.demo:demo",
    "drive": "tts.cli.drive:drive",
    "export": "tts.cli.exchange:export",
    "import": "tts.cli.exchange:import_",
    "serve": "tts.cli.serve:serve",
    "token": "tts.cli.people:token",
    "upgrade": "tts.cli.database:upgrade",
    "user": "tts.cli.people:user",
    "worker": "tts.cli.worker:worker",
}
"""Where each command is defined."""


class Contents(SpeakingGroup):
    """The commands by name; the module of one is read once it is asked for, for reading all takes seconds."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command's name."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """That command, or None where there is no such one."""
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name].split(":")
        command: click.Command = getattr(import_module(module), name)
        return command


def _version() -> str:
    try:
        return metadata.version("tts")
    except metadata.PackageNotFoundError:
        return "(not installed)"


@click.group(cls=Contents, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(_version(), message="TTS %(version)s")
def tts() -> None:
    """TTS, a service desk whose tickets follow workflows drawn in the browser.

    Settings are TTS_* environment variables, such as TTS_DATABASE_URL and TTS_INSTANCE.
    """


def main() -> None:
    """Run the command that the arguments of this process ask for."""
    tts(prog_name="tts")

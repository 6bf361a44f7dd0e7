"""Every refusal is one sentence on stderr and exit code 1 (2 for arguments that cannot be read)."""

from __future__ import annotations

from typing import Any

import click
from sqlalchemy.exc import DBAPIError, OperationalError

from tts.domain.errors import DomainError, Invalid, ProblemsFound, SaveRefused
from tts.domain.exchange.refusal import FileRefused

AWAY = "The database does not answer: check TTS_DATABASE_URL, and that the database runs."


class Refusal(click.ClickException):
    """A sentence for the person at the terminal."""

    def show(self, file: Any = None) -> None:
        """Print the sentence on stderr, without any decoration."""
        click.echo(self.format_message(), err=True)


class SpeakingGroup(click.Group):
    """A group whose commands end with a sentence instead of a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; what refuses becomes a Refusal."""
        try:
            return super().invoke(ctx)
        except DomainError as error:
            raise Refusal(words_of(error)) from error
        except OperationalError as error:
            raise Refusal(f"{AWAY} It says: {reason_of(error)}") from error
        except DBAPIError as error:
            raise Refusal(f"The database refused: {reason_of(error)}") from error


def words_of(error: DomainError) -> str:
    """What a refusal says at a terminal: its sentence, and a line for each problem or field."""
    lines = [error.sentence]
    if isinstance(error, ProblemsFound | SaveRefused):
        lines += [f"  {getattr(problem, 'sentence', problem)}" for problem in error.problems]
    elif isinstance(error, FileRefused):
        lines += [f"  {reason}" for reason in error.reasons[1:]]
    elif isinstance(error, Invalid):
        lines += [f"  {name}: {text}" for name, text in error.fields.items() if text != error.sentence]
    return "\n".join(lines)


def reason_of(error: DBAPIError) -> str:
    """The database's own words on one line; addresses and passwords are not in them."""
    lines = str(error.orig).strip().splitlines()
    return lines[0] if lines else "nothing."

"""`tts credential`: what other systems prove themselves by when they call."""

from __future__ import annotations

import click

from tts.cli.database import open_database
from tts.cli.terminal import OPERATOR
from tts.clock import current_time
from tts.domain.ending import NAME_OF
from tts.queries.external import system_states
from tts.services.external import create_credential, revoke_credential


@click.group()
def credential() -> None:
    """Make, list and revoke credentials of other systems."""


@credential.command("create")
@click.argument("system", type=click.Choice(list(NAME_OF)))
@click.option("--label", default="", help="Where it is kept, say.")
def print_credential(system: str, label: str) -> None:
    """Make a credential of SYSTEM, and print it alone; it is kept nowhere."""
    with open_database() as session:
        click.echo(create_credential(session, system, label, actor=OPERATOR, now=current_time()))


@credential.command("list")
def list_credentials() -> None:
    """List the valid ones: number, system, when it was made, when it was last used, label."""
    with open_database() as session:
        for state in system_states(session, OPERATOR, configured=()):
            for row in state.credentials:
                used = f"{row.last_used_at:%Y-%m-%d %H:%M}" if row.last_used_at else "never used"
                click.echo(f"{row.id}  {state.system}  {row.created_at:%Y-%m-%d %H:%M}  {used}  {row.label}")


@credential.command("revoke")
@click.argument("number", type=click.IntRange(1, 2**31 - 1))
def void_credential(number: int) -> None:
    """Make the credential of that NUMBER void."""
    with open_database() as session:
        revoke_credential(session, number, actor=OPERATOR, now=current_time())
    click.echo(f"Credential {number} is void.")

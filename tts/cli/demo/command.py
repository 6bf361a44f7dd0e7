"""The command itself: makes what is missing, then says how to log in."""

from __future__ import annotations

import os
from datetime import timedelta

import click

from tts.cli.database import open_database
from tts.cli.demo.people import COMPANY, chosen_password, make_people, make_roles
from tts.cli.demo.tickets import tell_stories
from tts.cli.demo.workflows import make_workflows
from tts.clock import current_time


@click.command()
def demo() -> None:
    """Load the demo organisation: roles, people, workflows and a few tickets.

    Its people get the password in TTS_DEMO_PASSWORD, else a made-up one. Running it again changes nothing.
    """
    password = chosen_password()
    with open_database() as session:
        now = current_time()
        founded = now - timedelta(days=10)
        roles = make_roles(session, founded)
        people = make_people(session, password, founded)
        workflows = make_workflows(session, founded)
        tickets = tell_stories(session, now)
    click.echo(
        f"The demo organisation: made {roles} roles, {people} people, {workflows} workflows "
        f"and {tickets} tickets."
    )
    show_log_ins(people, password)


def show_log_ins(people: int, password: str) -> None:
    """Print whom one can log in as; a made-up password is shown at this one time."""
    click.echo(
        f"Log in as admin1@{COMPANY}, or as agent1, technician1, manager1, coordinator1, analyst1, finance1, "
        f"asset1, budget1 or requester1 there (and 2 and 3 of each)."
    )
    if not people:
        click.echo("Their passwords are unchanged.")
    elif os.environ.get("TTS_DEMO_PASSWORD"):
        click.echo("Their password is the one in TTS_DEMO_PASSWORD.")
    else:
        click.echo(f"Their password is {password} (made up now and kept nowhere).")

"""`tts export calendar` and `tts import calendar`: the form that `tts clocks due` reads, in and out."""

from __future__ import annotations

import json
from pathlib import Path

import click

from tts.cli.database import open_database
from tts.cli.documents import read_json
from tts.cli.terminal import OPERATOR
from tts.clock import current_time
from tts.domain.working_time import calendar_json, say_calendar
from tts.queries.workflow_access import reachable_workflow
from tts.queries.workflow_graphs import details_of
from tts.services.workflows import save_details


@click.command("calendar")
@click.argument("workflow_id", type=click.IntRange(1, 2**31 - 1), metavar="ID")
def export_calendar(workflow_id: int) -> None:
    """Print the working calendar of the workflow ID as JSON; null is round the clock."""
    with open_database() as session:
        found = details_of(reachable_workflow(session, OPERATOR, workflow_id)).calendar
    click.echo(json.dumps(calendar_json(found), indent=2, ensure_ascii=False))


@click.command("calendar")
@click.argument("workflow_id", type=click.IntRange(1, 2**31 - 1), metavar="ID")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_calendar(workflow_id: int, file: Path) -> None:
    """Give the workflow ID, which must be open to change, the calendar of FILE; null is round the clock.

    Versions and the tickets that run on them keep theirs.
    """
    fields = {"calendar": read_json(file)}
    with open_database() as session:
        save_details(session, workflow_id, fields, actor=OPERATOR, now=current_time())
        workflow = reachable_workflow(session, OPERATOR, workflow_id)
        click.echo(f"{workflow.name} now counts {say_calendar(details_of(workflow).calendar)}.")

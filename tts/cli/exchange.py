"""`tts import FILE` and `tts export workflow ID`: workflows as code."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click
from sqlalchemy.orm import Session

from tts.adapters.png import draw_png
from tts.cli.calendars import export_calendar, import_calendar
from tts.cli.database import configured_systems, open_database
from tts.cli.documents import read_workflows
from tts.cli.terminal import OPERATOR
from tts.cli.tickets import import_tickets
from tts.cli.workflows import say_problems
from tts.clock import current_time
from tts.domain.bpmn import say_losses
from tts.domain.exchange.files import Parcel
from tts.domain.problems import plain
from tts.models import Workflow
from tts.queries.exchange import workflow_document
from tts.queries.exported import FORMS, export_text
from tts.services.exchange import Preview, import_workflows, preview_import, replace_workflow
from tts.services.workflows import initialize_workflow

ID = click.IntRange(1, 2**31 - 1)
MOST_CHANGES = 200


class FileGroup(click.Group):
    """A group whose arguments are those of `workflows` where they name none of its commands."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the command in front that a file alone means."""
        if args and args[0] not in self.commands and args[0] not in ("-h", "--help"):
            args = ["workflows", *args]
        return super().parse_args(ctx, args)


@click.group("import", cls=FileGroup)
def import_() -> None:
    """Bring in workflows, tickets or a calendar from a file; `tts import FILE` takes workflows."""


@import_.command("workflows")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--into", type=ID, metavar="ID", help="Change this workflow instead of making a new one.")
@click.option("--initialize", is_flag=True, help="Let new ones take tickets at once.")
@click.option("--dry-run", is_flag=True, help="Only show what would change.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def bring_in(file: Path, into: int | None, initialize: bool, dry_run: bool, yes: bool) -> None:
    """Show what the workflows in FILE would change, ask, and take them in: all of them or none.

    FILE is JSON as `tts export workflow` writes it, one workflow or a list, or BPMN 2.0. Without --into each
    becomes a new draft.
    """
    if into and initialize:
        raise click.UsageError("--initialize is for new workflows: use it without --into.")
    with open_database() as session:
        parcel = read_workflows(session, file)
        previews = preview_import(
            session, parcel.documents, into, actor=OPERATOR, configured=configured_systems()
        )
        for preview in previews:
            say_preview(preview)
        for sentence in parcel.left_out:
            click.echo(f"Left out: {sentence}")
        if dry_run or (into and not previews[0].changes):
            return
        if not yes:
            click.confirm("Take this in?", abort=True)
        made = _take_in(session, parcel, into, previews[0].revision)
        _report(session, made, initialize)


def say_preview(preview: Preview) -> None:
    """Print what would become of one document."""
    where = f", workflow {preview.workflow_id}" if preview.workflow_id else ""
    click.echo(f"{plain(preview.name)}{where}:")
    for sentence in preview.changes[:MOST_CHANGES] or ("Nothing would change.",):
        click.echo(f"  {sentence}")
    if len(preview.changes) > MOST_CHANGES:
        click.echo(f"  … and {len(preview.changes) - MOST_CHANGES:,} changes more.")
    if preview.namesakes:
        first = preview.namesakes[0]
        click.echo(f"  Workflow {first} has this name already: --into {first} would change that one instead.")
    if preview.problems:
        say_problems(preview.name, list(preview.problems))


def _take_in(session: Session, parcel: Parcel, into: int | None, revision: int | None) -> list[int]:
    now = current_time()
    if into is None:
        return import_workflows(session, parcel.documents, actor=OPERATOR, now=now)
    return [
        replace_workflow(session, into, parcel.documents[0], revision, actor=OPERATOR, now=now).workflow_id
    ]


def _report(session: Session, made: Sequence[int], initialize: bool) -> None:
    for workflow_id in made:
        if initialize:
            initialize_workflow(
                session, workflow_id, actor=OPERATOR, now=current_time(), configured=configured_systems()
            )
        workflow = session.get_one(Workflow, workflow_id)
        click.echo(f"Workflow {workflow_id}: {workflow.name} ({workflow.status}).")


@click.group()
def export() -> None:
    """Write what is stored in a form that can be taken in elsewhere."""


@export.command("workflow")
@click.argument("workflow_id", type=ID, metavar="ID")
@click.option("--format", "form", type=click.Choice([*FORMS, "png"]), default="json", show_default=True)
def write_out(workflow_id: int, form: str) -> None:
    """Print the workflow ID: as JSON or BPMN that `tts import` takes, or as a picture (SVG or PNG).

    The same workflow prints the same bytes.
    """
    with open_database() as session:
        text = export_text(session, workflow_id, "svg" if form == "png" else form)
        lost = say_losses(workflow_document(session, workflow_id)) if form == "bpmn" else []
    click.echo(draw_png(text) if form == "png" else text.encode(), nl=False)
    for sentence in lost:
        click.echo(sentence, err=True)


import_.add_command(import_tickets)
import_.add_command(import_calendar)
export.add_command(export_calendar)

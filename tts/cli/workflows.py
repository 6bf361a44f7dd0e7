"""`tts import workflows`, `tts export workflow` and `tts check`."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import click
from sqlalchemy.orm import Session

from tts.cli.database import configured_systems, open_database
from tts.cli.documents import read_json
from tts.cli.refusals import Refusal
from tts.cli.terminal import OPERATOR
from tts.clock import current_time
from tts.domain.problems import Problem, plain
from tts.models import Workflow
from tts.queries.exchange import workflow_document
from tts.services.exchange import check_document, check_workflow, documents_of, import_workflows
from tts.services.workflows import initialize_workflow

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group("import")
def import_() -> None:
    """Bring in workflows or tickets from a file."""


@import_.command("workflows")
@click.argument("file", type=FILE)
@click.option("--initialize", is_flag=True, help="Let them take tickets at once.")
def bring_in(file: Path, initialize: bool) -> None:
    """Make a draft of each workflow in FILE: JSON as 'tts export workflow' writes it, one or a list.

    Either all of them become drafts or, when one cannot, none.
    """
    documents = documents_of(read_json(file))
    with open_database() as session:
        now = current_time()
        made = import_workflows(session, documents, actor=OPERATOR, now=now)
        for workflow_id in made:
            if initialize:
                initialize_workflow(
                    session, workflow_id, actor=OPERATOR, now=now, configured=configured_systems()
                )
            workflow = session.get_one(Workflow, workflow_id)
            click.echo(f"Workflow {workflow_id}: {workflow.name} ({workflow.status}).")


@click.group()
def export() -> None:
    """Write what is stored in a form that can be taken in elsewhere."""


@export.command("workflow")
@click.argument("workflow_id", type=int, metavar="ID")
def write_out(workflow_id: int) -> None:
    """Print the workflow ID as JSON, roles by name; the same workflow prints the same bytes."""
    with open_database() as session:
        document = workflow_document(session, workflow_id)
    click.echo(json.dumps(document, indent=2, ensure_ascii=False))


@click.command()
@click.argument("subject", metavar="ID|FILE")
def check(subject: str) -> None:
    """Say every problem of a stored workflow, or of those in a JSON file; exit code 1 on errors."""
    with open_database() as session:
        found = [
            say_problems(name, problems)
            for name, problems in (_check_file(session, subject) or _check_stored(session, subject))
        ]
    if any(found):
        raise click.exceptions.Exit(1)


def say_problems(name: str, problems: list[Problem]) -> int:
    """Print a workflow's problems in words, and return how many are errors."""
    counts = Counter(problem.severity for problem in problems)
    if not problems:
        click.echo(f"{plain(name)}: no problems.")
        return 0
    told = ", ".join(
        f"{counts[severity]} {severity}{'' if counts[severity] == 1 else 's'}"
        for severity in ("error", "warning", "info")
        if counts[severity]
    )
    click.echo(f"{plain(name)}: {told}.")
    for problem in problems:
        click.echo(f"  {problem.severity:<7} {problem.code}  {problem.sentence}")
        if problem.witness:
            click.echo(f"          {problem.witness}")
    return counts["error"]


def _check_file(session: Session, subject: str) -> list[tuple[str, list[Problem]]]:
    path = Path(subject)
    if not path.is_file():
        return []
    checked = [
        check_document(session, document, configured_systems()) for document in documents_of(read_json(path))
    ]
    return [(details.name, problems) for details, problems in checked]


def _check_stored(session: Session, subject: str) -> list[tuple[str, list[Problem]]]:
    if not subject.isdecimal() or len(subject) > 9:
        raise Refusal(f"{subject} is neither a file nor the number of a workflow.")
    details, problems = check_workflow(session, int(subject), configured_systems())
    return [(details.name, problems)]

"""`tts check`: every problem of a workflow, in words."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click
from sqlalchemy.orm import Session

from tts.cli.database import configured_systems, open_database
from tts.cli.documents import read_workflows
from tts.cli.refusals import Refusal
from tts.domain.problems import Problem, plain
from tts.services.exchange import check_document, check_workflow


@click.command()
@click.argument("subject", metavar="ID|FILE")
def check(subject: str) -> None:
    """Say every problem of a stored workflow, or of those in a JSON or BPMN file; exit code 1 on errors."""
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
    parcel = read_workflows(session, path)
    for sentence in parcel.left_out:
        click.echo(f"Left out: {sentence}")
    checked = [check_document(session, document, configured_systems()) for document in parcel.documents]
    return [(details.name, problems) for details, problems in checked]


def _check_stored(session: Session, subject: str) -> list[tuple[str, list[Problem]]]:
    if not subject.isdecimal() or len(subject) > 9:
        raise Refusal(f"{subject} is neither a file nor the number of a workflow.")
    details, problems = check_workflow(session, int(subject), configured_systems())
    return [(details.name, problems)]

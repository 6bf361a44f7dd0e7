"""`tts audit`: proving the record, and anchoring it."""

from __future__ import annotations

import click

from tts.cli.database import open_database
from tts.cli.refusals import Refusal
from tts.cli.terminal import OPERATOR
from tts.clock import current_time
from tts.services.audit import verify_record, write_anchor


@click.group()
def audit() -> None:
    """Prove the record of everything that happened, and anchor it."""


@audit.command()
def verify() -> None:
    """Check that no event was altered, removed or slipped in; exit code 1 when one was."""
    with open_database() as session:
        verdict = verify_record(session)
    if not verdict.holds:
        raise Refusal(f"The record does not hold: {verdict.fault}")
    click.echo(
        f"The record holds: {verdict.events:,} events in {verdict.chains:,} chains, "
        f"{verdict.anchors:,} anchor{'' if verdict.anchors == 1 else 's'}."
    )


@audit.command()
def anchor() -> None:
    """Tie all chains together into the anchor of today; keep the printed hash outside of TTS."""
    with open_database() as session:
        knot = write_anchor(session, actor=OPERATOR, now=current_time())
    if knot.is_new:
        click.echo(f"Anchored {knot.chains:,} chains on {knot.day}: {knot.hash}")
    else:
        click.echo(f"The anchor of {knot.day} stands since {knot.written_at:%H:%M} UTC: {knot.hash}")

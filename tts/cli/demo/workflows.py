"""The demo organisation's workflows: one file each, beside this one."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tts.cli.database import configured_systems
from tts.cli.terminal import OPERATOR
from tts.models import Workflow
from tts.services.exchange import import_workflows
from tts.services.workflows import initialize_workflow

FOLDER = Path(__file__).resolve().parent / "graphs"
DRAFTS = frozenset({"Broken on Purpose"})


def make_workflows(session: Session, now: datetime) -> int:
    """Make the workflows that no other of that name stands for, and return how many.

    All but the broken one are initialized: that one stays a draft, for the checks to speak about.
    """
    made = 0
    for document in read_documents():
        name = document["workflow"]["name"]
        if session.scalar(sa.select(Workflow.id).where(Workflow.name == name).limit(1)) is not None:
            continue
        (workflow_id,) = import_workflows(session, [document], actor=OPERATOR, now=now)
        if name not in DRAFTS:
            initialize_workflow(
                session, workflow_id, actor=OPERATOR, now=now, configured=configured_systems()
            )
        made += 1
    return made


def read_documents() -> list[dict[str, Any]]:
    """The workflows in the order they are made."""
    return [json.loads(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.json"))]

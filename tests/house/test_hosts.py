"""Nothing in the project names a package registry's host or a folder of somebody's machine."""

from __future__ import annotations

import re

from tests.house.files import list_files, name, read_text

# In pieces, so that this file does not name them either.
HOSTS = [
    "".join(parts)
    for parts in (
        ("py", "pi.org"),
        ("python", "hosted.org"),
        ("npm", "js.org"),
        ("npm", "js.com"),
        ("yarn", "pkg.com"),
        ("deb.", "debian.org"),
        ("security.", "debian.org"),
        ("archive.", "ubuntu.com"),
        ("nodejs", ".org"),
    )
]
HOST = re.compile("|".join(map(re.escape, HOSTS)))
MACHINE = re.compile(r"(?<![\w.*{}-])/(?:root|work|home/\w+|opt|Users/\w+)/")


def test_no_file_names_a_registry() -> None:
    assert [name(path) for path in list_files() if HOST.search(read_text(path))] == []


def test_no_file_names_a_folder_of_one_machine() -> None:
    own = {"tests/house/test_hosts.py"}
    assert [
        name(path) for path in list_files() if name(path) not in own and MACHINE.search(read_text(path))
    ] == []

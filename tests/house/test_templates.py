"""Pages obey the strict security policy: no inline style, no inline script, nothing that is evaluated."""

from __future__ import annotations

import re

import pytest

from tests.house.files import list_files, name, read_text

TEMPLATES = list_files("templates/*.html", "templates/*.j2")
JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
FORBIDDEN = {
    "an inline style": re.compile(r"\sstyle\s*=|<style\b", re.IGNORECASE),
    "an inline script": re.compile(
        r"<script(?![^>]*\ssrc\s*=)(?![^>]*\stype=\"application/json\")", re.IGNORECASE
    ),
    "an event attribute": re.compile(r"\son[a-z]+\s*=", re.IGNORECASE),
    "hx-on": re.compile(r"\bhx-on\b", re.IGNORECASE),
    "an evaluated value": re.compile(r"[\"'](?:js|javascript):", re.IGNORECASE),
    "a filtered trigger": re.compile(r"hx-trigger\s*=\s*\"[^\"]*\["),
}


def list_faults(markup: str) -> list[str]:
    """Return what of the forbidden things a template holds; Jinja's own words are no markup."""
    bare = JINJA.sub("", markup)
    return [fault for fault, pattern in FORBIDDEN.items() if pattern.search(bare)]


def test_every_template_obeys_the_security_policy() -> None:
    faults = {name(path): list_faults(read_text(path)) for path in TEMPLATES}
    assert {path: found for path, found in faults.items() if found} == {}


@pytest.mark.parametrize(
    ("markup", "faults"),
    [
        ('<p style="color: red">', ["an inline style"]),
        ("<script>alert(1)</script>", ["an inline script"]),
        ('<script type="module" src="{{ url }}"></script>', []),
        ('<script type="application/json" id="graph">{}</script>', []),
        ("<a onclick='go()'>", ["an event attribute"]),
        ('{{ field(only="x") }}', []),
        ('<a hx-on:click="go()">', ["hx-on"]),
        ("""<a hx-vals='js:{a: 1}'>""", ["an evaluated value"]),
        ('<a hx-trigger="click[ctrlKey]">', ["a filtered trigger"]),
    ],
)
def test_the_rule_sees_what_it_should(markup: str, faults: list[str]) -> None:
    assert list_faults(markup) == faults

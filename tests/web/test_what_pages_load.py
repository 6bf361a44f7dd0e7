"""Only the designer loads the designer: its script is many times what all other pages load together."""

from __future__ import annotations

import re

from flask import Flask

from bench.weight import compressed, designer_files
from tests.cast import Cast
from tests.web.conftest import Browse, Submit
from tests.workflows import Stored
from tts.web.assets import bundle

HEAVIEST = 200_000
"""Bytes, compressed, that the designer's script and styles stay below; its bench tells what they weigh."""


def loaded(page: str) -> set[str]:
    """The names of the scripts and style sheets that a page asks for."""
    found = re.findall(r'<(?:script|link)[^>]+(?:src|href)="([^"]+\.(?:js|css))', page)
    return {address.rsplit("/", 1)[-1] for address in found}


def test_only_the_designer_loads_the_designer(
    app: Flask, browse: Browse, submit: Submit, support: Stored, cast: Cast
) -> None:
    number = submit().number
    ada = browse("Ada")
    with app.test_request_context():
        built = bundle("src/main.tsx")
    own = {address.rsplit("/", 1)[-1] for addresses in built.values() for address in addresses}
    workflow = f"/workflows/{support.workflow_id}"
    assert own <= loaded(ada.get(f"{workflow}/designer").text)
    plain = [
        rule.rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()) and not rule.arguments
    ]
    pages = [path for path in plain if not path.startswith(("/api/", "/scim/"))]
    assert len(pages) > 20
    for page in (*pages, workflow, f"{workflow}/tables", f"{workflow}/versions", f"/tickets/{number}"):
        answer = ada.get(page)
        if answer.mimetype == "text/html" and answer.status_code == 200:
            assert not own & loaded(answer.text), page
            assert all("react" not in name and "designer-" not in name for name in loaded(answer.text)), page


def test_the_designer_stays_light_enough_to_open_on_a_slow_line() -> None:
    assert 0 < compressed(designer_files()) < HEAVIEST

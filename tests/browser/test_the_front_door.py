"""The real server, met from outside: what a person sees before logging in."""

from __future__ import annotations

import urllib.request

import pytest
from playwright.sync_api import Page

from tests.fixtures.browser import Axe
from tests.fixtures.server import LiveServer


@pytest.mark.databases("sqlite", "postgres")
def test_the_server_answers_on_both_databases(live_server: LiveServer) -> None:
    with urllib.request.urlopen(f"{live_server.url}/healthz", timeout=10) as answer:
        assert answer.status == 200


def test_the_front_door_is_accessible_on_a_desktop(desktop: Page, axe: Axe) -> None:
    desktop.goto("/")
    assert desktop.title()
    axe(desktop)


def test_the_front_door_fits_a_phone(phone: Page, axe: Axe) -> None:
    phone.goto("/")
    assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    axe(phone)

"""Two hands in one browser: one on the real designer, one on the bare page beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import ViewportSize, sync_playwright

from bench.hand import Hand
from tests.browser.company import log_in
from tests.fixtures.chromium import HELP, find_chromium, list_arguments

WATCH = Path(__file__).parent / "bare" / "watch.js"
WINDOW: ViewportSize = {"width": 1440, "height": 1100}
DESIGNER, BARE = "designer", "bare"


@contextmanager
def open_hands(server: str, workflow_id: int, bare: str) -> Iterator[Mapping[str, Hand]]:
    """Give both, each opened once, their drawings of one size; raises RuntimeError without a Chromium."""
    with sync_playwright() as playwright:
        program = find_chromium(playwright.chromium.executable_path)
        if program is None:
            raise RuntimeError(HELP)
        with playwright.chromium.launch(executable_path=program, args=list_arguments()) as browser:
            context = browser.new_context(base_url=server, viewport=WINDOW, reduced_motion="reduce")
            context.set_default_timeout(120_000)
            context.add_init_script(path=WATCH)
            page = context.new_page()
            log_in(page, "Ada")
            drawn = Hand(page, f"/workflows/{workflow_id}/designer", ".dz-props .dz-fields input >> nth=0")
            drawn.open()
            width, height = drawn.size
            plain = Hand(context.new_page(), f"{bare}?width={width}&height={height}", "#plain")
            plain.open()
            yield {DESIGNER: drawn, BARE: plain}

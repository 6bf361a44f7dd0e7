"""What the browser's stories share."""

from tests.browser.company import company, open_browser

__all__ = ["company", "open_browser"]

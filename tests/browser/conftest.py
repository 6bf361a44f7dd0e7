"""What the browser's stories share."""

from tests.browser.company import company

__all__ = ["company"]

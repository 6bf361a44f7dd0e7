"""What the browser's stories share."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session, scoped_session

from tests.browser.canvas import Canvas, draw
from tests.browser.company import OpenBrowser, company, open_browser
from tests.cast import Cast
from tests.workflow_acts import made

__all__ = ["company", "open_browser"]


@pytest.fixture
def workflow_id(session: scoped_session[Session], company: Cast) -> int:
    """A draft of the seed's example."""
    return made(session, company.ada)


@pytest.fixture
def canvas(open_browser: OpenBrowser, workflow_id: int) -> Canvas:
    """Ada's designer on it."""
    return draw(open_browser("Ada"), workflow_id)

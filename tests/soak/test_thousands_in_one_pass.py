"""Thousands of steps that run out of time in the same minute, and a single pass of one worker."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy.orm import Session, scoped_session

from tests.desk import open_desk
from tests.services.test_sweep import mark_many
from tests.workflows import HOUR, SUPPORT


@pytest.mark.soak
def test_five_thousand_due_in_one_minute_are_all_marked_in_one_pass(session: scoped_session[Session]) -> None:
    mark_many(open_desk(session, replace(SUPPORT, slas={"high": 8 * HOUR})), 5_000)

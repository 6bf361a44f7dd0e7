"""What doors turn away is kept for admins: of a flood twenty an hour, whoever comes at the same moment."""

from __future__ import annotations

from sqlalchemy.orm import Session, scoped_session

from tests.cast import MORNING
from tests.racing import race
from tests.services.neighbours import outcomes
from tts.domain.answers import AnswerOutcome
from tts.services.external import keep_turned_away


def test_of_a_flood_that_comes_at_once_twenty_are_kept(
    session: scoped_session[Session], database_url: str
) -> None:
    def call(own: Session) -> None:
        keep_turned_away(own, AnswerOutcome.WRONG_TOKEN, "It is over.", door="/api/tickets/", now=MORNING)

    for _ in range(3):
        race(database_url, [call] * 12)
    assert outcomes(session) == [AnswerOutcome.WRONG_TOKEN] * 20

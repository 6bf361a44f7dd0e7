"""Playing a ticket through a draft: the engine's rules over plain values, nothing written or sent.

The same pure functions decide as for real tickets; what services do in SQL, the turns, is done here over a
copy of the roles. A test plays the same moves on the services and holds both against each other.
"""

from tts.domain.trial.hearing import Heard, heard_of
from tts.domain.trial.moves import Act, Move, MovesUnreadable, read_moves, write_moves
from tts.domain.trial.offers import Offers, offers_of
from tts.domain.trial.play import Played, play
from tts.domain.trial.run import Happened, Piece, Post, Run, Setting
from tts.domain.trial.staff import Away, Duty, Member, Person, Staff

__all__ = [
    "Act",
    "Away",
    "Duty",
    "Happened",
    "Heard",
    "Member",
    "Move",
    "MovesUnreadable",
    "Offers",
    "Person",
    "Piece",
    "Played",
    "Post",
    "Run",
    "Setting",
    "Staff",
    "heard_of",
    "offers_of",
    "play",
    "read_moves",
    "write_moves",
]

"""Moving running tickets to another version: begin, carry on ticket by ticket, take back."""

from tts.services.moving.begin import begin_moving, require_another, undo_moving
from tts.services.moving.carry import CarryResult, carry_movings

__all__ = ["CarryResult", "begin_moving", "carry_movings", "require_another", "undo_moving"]

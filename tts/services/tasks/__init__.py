"""Acts on items: complete, claim, transfer, hold, resume. The act's new state comes back as an Outcome."""

from tts.services.tasks.complete import complete_task_item
from tts.services.tasks.outcome import Outcome

__all__ = ["Outcome", "complete_task_item"]

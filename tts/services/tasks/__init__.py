"""Acts on items: complete, claim, transfer, hold, resume. The new state comes back as an Outcome."""

from tts.services.tasks.claim import claim_item
from tts.services.tasks.complete import complete_task_item
from tts.services.tasks.hold import hold_item, resume_item
from tts.services.tasks.outcome import Outcome
from tts.services.tasks.transfer import transfer_item

__all__ = ["Outcome", "claim_item", "complete_task_item", "hold_item", "resume_item", "transfer_item"]

"""AMS and BMS: what they are asked, what they answer, and what they prove themselves by (section 8)."""

from tts.services.external.answers import Taken, take_answer
from tts.services.external.credentials import Caller, create_credential, find_caller, revoke_credential
from tts.services.external.keep import keep_stranger, keep_turned_away, keep_unread
from tts.services.external.probes import note_probe
from tts.services.external.resend import resend_proposal

__all__ = [
    "Caller",
    "Taken",
    "create_credential",
    "find_caller",
    "keep_stranger",
    "keep_turned_away",
    "keep_unread",
    "note_probe",
    "resend_proposal",
    "revoke_credential",
    "take_answer",
]

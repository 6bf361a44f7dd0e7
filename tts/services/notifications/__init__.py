"""Telling people: handing out what the acts wrote, marking it read, and where each person wants it."""

from tts.services.notifications.choices import Choices, choose_notifications
from tts.services.notifications.hand_out import hand_out_notices
from tts.services.notifications.mails import PICTURED_FOR, Compose, Told
from tts.services.notifications.reading import read_all, read_notification

__all__ = [
    "PICTURED_FOR",
    "Choices",
    "Compose",
    "Told",
    "choose_notifications",
    "hand_out_notices",
    "read_all",
    "read_notification",
]

"""Who gets what when people come and go: what waits in a queue, what a leaving person held, coordinators."""

from tts.services.assignment.coordinators import give_coordinators, replace_coordinator
from tts.services.assignment.leaving import release_items
from tts.services.assignment.waiting import give_waiting_items

__all__ = ["give_coordinators", "give_waiting_items", "release_items", "replace_coordinator"]

"""Marks of the clocks: telling of them, what a step's breach sets in motion, the sweep that finds them."""

from tts.services.marks.fire import fire_marks
from tts.services.marks.sweep import SweepResult, sweep_marks
from tts.services.marks.tell import tell_marks

__all__ = ["SweepResult", "fire_marks", "sweep_marks", "tell_marks"]

"""Marks of the clocks: what a step's breach sets in motion, and the sweep that finds what is due.

Acts tell of marks themselves, in `tts.services.tasks.marks`.
"""

from tts.services.marks.fire import fire_marks
from tts.services.marks.sweep import SweepResult, sweep_marks

__all__ = ["SweepResult", "fire_marks", "sweep_marks"]

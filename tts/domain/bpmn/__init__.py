"""BPMN 2.0: a workflow as a diagram that other tools open, and what of their diagrams a workflow can say."""

from tts.domain.bpmn.reading import read_bpmn
from tts.domain.bpmn.writing import say_losses, write_bpmn

__all__ = ["read_bpmn", "say_losses", "write_bpmn"]

"""`tts celery`: the rounds of the worker as tasks of Celery, spread over many machines."""

from tts.cli.engine.command import celery

__all__ = ["celery"]

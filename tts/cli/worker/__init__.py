"""The worker: `tts worker`, and the one inside `tts serve`."""

from tts.cli.worker.command import worker

__all__ = ["worker"]

"""The command line: setting up, serving, bringing in and proving, all through the services."""

from tts.cli.root import main

__all__ = ["main"]

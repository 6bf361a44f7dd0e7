"""`tts demo`: a small company to look at, made through the services like any other."""

from tts.cli.demo.command import demo

__all__ = ["demo"]

"""What stands around a ticket's picture once it has left its page: whose it is, and what its signs mean."""

from __future__ import annotations

from tts.domain.picture.drawing import Frame, fit_text
from tts.domain.picture.paint import put
from tts.domain.picture.shapes import trim
from tts.domain.problems import plain
from tts.domain.xml_writing import Element

_LETTER = 7.6


def add_heading(root: Element, frame: Frame, title: str, version: str) -> None:
    """The ticket, and below it the version that is drawn."""
    x, width = f"{trim(frame.x + 14)}", frame.width - 28
    heading = {"x": x, "y": f"{trim(frame.y + 24)}", "text-anchor": "start", "font-size": "14"}
    put(root, "text", "title", fit_text(plain(title), width, _LETTER), **heading)
    put(root, "text", "quiet", fit_text(plain(version), width), x=x, y=f"{trim(frame.y + 42)}")


def add_legend(root: Element, frame: Frame) -> None:
    """The signs with their words, in a row at the foot."""
    x, y = frame.x + 14, frame.y + frame.height - 18
    put(root, "path", "taken", d=f"M{trim(x)} {trim(y)}h26")
    put(root, "rect", "badge", x=f"{trim(x + 5)}", y=f"{trim(y - 8)}", width="16", height="16", rx="8")
    put(root, "text", "on", "1", x=f"{trim(x + 13)}", y=f"{trim(y + 4)}")
    _say(root, x + 34, y, "way taken, in order")
    put(root, "path", "tick", d=f"m{trim(x + 158)} {trim(y)} 3.5 3.5 6-7.5")
    _say(root, x + 174, y, "2×: visited twice")
    put(root, "rect", "badge", x=f"{trim(x + 286)}", y=f"{trim(y - 8)}", width="26", height="16", rx="8")
    put(root, "path", "sign", d=f"M{trim(x + 296)} {trim(y - 4)}l7 4-7 4z")
    _say(root, x + 320, y, "where it is")
    put(root, "path", "way", d=f"M{trim(x + 400)} {trim(y)}h26")
    _say(root, x + 434, y, "not taken")


def _say(root: Element, x: float, y: float, words: str) -> None:
    put(root, "text", "quiet", words, x=f"{trim(x)}", y=f"{trim(y + 4)}")

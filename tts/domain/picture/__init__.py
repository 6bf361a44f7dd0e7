"""Geometry of a graph for pictures drawn on the server: boxes and arrows, no colours, no words but names.

Units are those of the picture's view box. Deterministic: the same graph gives the same numbers.
"""

from tts.domain.picture.both import BothPicture, both_picture
from tts.domain.picture.route import route_picture
from tts.domain.picture.shapes import Arrow, Box, Picture
from tts.domain.picture.tiny import tiny_picture
from tts.domain.picture.whole import graph_picture

__all__ = [
    "Arrow",
    "BothPicture",
    "Box",
    "Picture",
    "both_picture",
    "graph_picture",
    "route_picture",
    "tiny_picture",
]

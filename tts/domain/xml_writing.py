"""Writing XML: elements as values, one a line, the same bytes every time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TEXT = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"}
_ATTRIBUTE = {**_TEXT, '"': "&quot;", "\n": "&#10;", "\t": "&#9;"}


@dataclass(slots=True)
class Element:
    """An element to be written: its attributes in order, those that are None left out; text or children."""

    name: str
    attributes: Mapping[str, str | None] = field(default_factory=dict)
    children: list[Element] = field(default_factory=list)
    text: str | None = None

    def add(
        self, name: str, attributes: Mapping[str, str | None] | None = None, text: str | None = None
    ) -> Element:
        """Append a child and return it."""
        child = Element(name, attributes or {}, [], text)
        self.children.append(child)
        return child


def write_xml(root: Element) -> str:
    """The document as text, with its declaration and a line feed at the end."""
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + "\n".join(_lines(root, "")) + "\n"


def can_be_xml(text: str) -> bool:
    """Whether XML 1.0 can hold every character of a text."""
    return _NOT_XML.search(text) is None


def escape_text(text: str) -> str:
    """Text between tags; what XML cannot hold becomes the replacement character."""
    return _escaped(text, _TEXT)


def escape_attribute(text: str) -> str:
    """Text between double quotes."""
    return _escaped(text, _ATTRIBUTE)


def _escaped(text: str, table: Mapping[str, str]) -> str:
    return "".join(table.get(character, character) for character in _NOT_XML.sub("\ufffd", text))


def _lines(element: Element, indent: str) -> Iterator[str]:
    said = "".join(
        f' {name}="{escape_attribute(value)}"'
        for name, value in element.attributes.items()
        if value is not None
    )
    start = f"{indent}<{element.name}{said}"
    if element.text is not None:
        yield f"{start}>{escape_text(element.text)}</{element.name}>"
    elif not element.children:
        yield f"{start}/>"
    else:
        yield f"{start}>"
        for child in element.children:
            yield from _lines(child, indent + "  ")
        yield f"{indent}</{element.name}>"

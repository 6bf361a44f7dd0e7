"""Reading XML from strangers: no document type, no entities, nothing fetched, neither deep nor endless."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn
from xml.parsers import expat

from tts.domain.errors import Invalid

DEEPEST = 60
MOST_ELEMENTS = 200_000


@dataclass(slots=True)
class Found:
    """An element that was read: no prefixes, attributes of other namespaces as "namespace name"."""

    space: str
    name: str
    attributes: Mapping[str, str]
    line: int
    children: list[Found] = field(default_factory=list)
    text: str = ""

    def each(self, space: str, name: str) -> Iterator[Found]:
        """The children of that name."""
        return (child for child in self.children if child.name == name and child.space == space)

    def first(self, space: str, name: str) -> Found | None:
        """The first child of that name."""
        return next(self.each(space, name), None)

    def get(self, attribute: str) -> str:
        """An attribute, "" where it is absent."""
        return self.attributes.get(attribute, "")

    def below(self) -> Iterator[Found]:
        """Every element below this one."""
        for child in self.children:
            yield child
            yield from child.below()


def read_xml(raw: bytes) -> Found:
    """The root element; raises Invalid with the line of what is wrong."""
    builder = _Builder()
    try:
        builder.parser.Parse(raw, True)
    except expat.ExpatError as error:
        words = expat.ErrorString(error.code)
        raise _refused(f"This is not well-formed XML: {words}, line {error.lineno}.") from error
    except (LookupError, ValueError) as error:
        raise _refused("The encoding of this XML is not known: save it as UTF-8.") from error
    if builder.root is None:
        raise _refused("There is no XML in it.")
    return builder.root


class _Builder:
    """Puts elements together as the parser meets them."""

    def __init__(self) -> None:
        self.root: Found | None = None
        self.open: list[Found] = []
        self.texts: list[list[str]] = []
        self.count = 0
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.say
        self.parser.StartDoctypeDeclHandler = self.refuse_doctype
        self.parser.EntityDeclHandler = self.refuse_doctype
        self.parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        self.count += 1
        line = self.parser.CurrentLineNumber
        if self.count > MOST_ELEMENTS:
            raise _refused(f"This XML has more than {MOST_ELEMENTS:,} elements.")
        if len(self.open) >= DEEPEST:
            raise _refused(f"Line {line}: this XML is nested too deeply to be of use.")
        space, _, local = name.rpartition(" ")
        element = Found(space, local, attributes, line)
        if self.open:
            self.open[-1].children.append(element)
        else:
            self.root = element
        self.open.append(element)
        self.texts.append([])

    def end(self, name: str) -> None:
        self.open.pop().text = "".join(self.texts.pop())

    def say(self, text: str) -> None:
        self.texts[-1].append(text)

    def refuse_doctype(self, *declared: Any) -> NoReturn:
        line = self.parser.CurrentLineNumber
        raise _refused(
            f"Line {line}: this XML declares a document type or entities. They are never read: remove them."
        )


def _refused(sentence: str) -> Invalid:
    return Invalid(sentence, {"text": sentence})

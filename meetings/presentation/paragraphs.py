"""A text in Markdown cut where people point at: headings, paragraphs, lists, tables, from 1 on."""

from dataclasses import dataclass
from itertools import pairwise

from markdown_it import MarkdownIt

_parser = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("table")


@dataclass(frozen=True)
class Paragraph:
    number: int
    text: str


def paragraphs(text: str) -> list[Paragraph]:
    """Nothing that was written is left out, whatever it is made of."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    blocks = (token for token in _parser.parse(text) if token.level == 0 and token.map and token.nesting >= 0)
    starts = sorted({block.map[0] for block in blocks})
    pieces = ["\n".join(lines[start:end]).strip("\n") for start, end in pairwise([0, *starts[1:], len(lines)])]
    return [Paragraph(number, piece) for number, piece in enumerate(filter(str.strip, pieces), start=1)]

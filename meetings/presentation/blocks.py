"""Markdown as blocks of marked words, for paper: headings, paragraphs, items of lists."""

from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.token import Token

_parser = MarkdownIt("commonmark", {"html": False, "breaks": True})


@dataclass
class Run:
    text: str
    bold: bool = False
    italic: bool = False


@dataclass
class Block:
    """`kind`: heading (with `level` 1–6), paragraph, or item (with `depth` from 0 and its `mark`: "•" or "1.")."""

    kind: str
    level: int = 0
    depth: int = 0
    mark: str = ""
    runs: list[Run] = field(default_factory=list)


def blocks(text: str) -> list[Block]:
    found: list[Block] = []
    lists: list[int | None] = []  # the number of the next item, None without numbers
    mark, level = "", 0
    for token in _parser.parse(text):
        if token.type in ("bullet_list_open", "ordered_list_open"):
            lists.append(int(token.attrs.get("start", 1)) if token.type.startswith("ordered") else None)
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            lists.pop()
        elif token.type == "list_item_open":
            mark = "•" if lists[-1] is None else f"{lists[-1]}."
            lists[-1] = None if lists[-1] is None else lists[-1] + 1
        elif token.type == "heading_open":
            level = int(token.tag[1])
        elif token.type == "heading_close":
            level = 0
        elif token.type == "inline":
            found.append(_block(token, level, len(lists), mark))
            mark = ""
        elif token.type in ("fence", "code_block"):
            found.append(Block("paragraph", runs=[Run(token.content.strip())]))
    return _without_gaps(found)


def _without_gaps(found: list[Block]) -> list[Block]:
    """Headings from 1 on, no level left out, whatever people wrote: readers of the paper's structure need it."""
    headed: list[int] = []
    for block in found:
        if block.kind == "heading":
            headed = [*(level for level in headed if level < block.level), block.level]
            block.level = len(headed)
    return found


def _block(token: Token, level: int, depth: int, mark: str) -> Block:
    runs = list(_runs(token.children or []))
    if level:
        return Block("heading", level=level, runs=runs)
    return Block("item", depth=depth - 1, mark=mark, runs=runs) if depth else Block("paragraph", runs=runs)


def _runs(children: list[Token]):
    bold = italic = 0
    for token in children:
        if token.type in ("strong_open", "strong_close"):
            bold += token.nesting
        elif token.type in ("em_open", "em_close"):
            italic += token.nesting
        elif token.type in ("text", "code_inline"):
            yield Run(token.content, bold > 0, italic > 0)
        elif token.type in ("softbreak", "hardbreak"):
            yield Run("\n", bold > 0, italic > 0)

"""Which words of a text went and which came. Work is capped, so that no text makes it slow."""

import re
from collections import Counter
from collections.abc import Callable
from difflib import SequenceMatcher
from typing import NamedTuple

WORD = re.compile(r"\w+\s*|[^\w\s]\s*|\s+")
SENTENCE = re.compile(r"[^.;:\n]*[.;:\n]+\s*|[^.;:\n]+")
CAP = 20_000  # pairs of equal tokens: what the matcher's time grows with


class Piece(NamedTuple):
    """`mark`: "=" stayed (as the new text has it), "-" went, "+" came."""

    mark: str
    text: str


def pieces(old: str, new: str) -> tuple[Piece, ...]:
    """By word; where that would be too much, by sentence and then by word within what differs."""
    if old == new:
        return (Piece("=", new),) if new else ()
    return _tidy(_by(WORD, old, new, _by_sentence))


def _by_sentence(old: str, new: str) -> list[Piece]:
    return _by(SENTENCE, old, new, _whole, within=lambda a, b: _by(WORD, a, b, _whole))


def _whole(old: str, new: str) -> list[Piece]:
    return [Piece("-", old), Piece("+", new)]


def _by(
    token: re.Pattern, old: str, new: str, too_much: Callable, within: Callable[[str, str], list[Piece]] = _whole
) -> list[Piece]:
    a, b = token.findall(old), token.findall(new)
    # Spaces after a word don't make it another word.
    a_keys, b_keys = [word.rstrip() for word in a], [word.rstrip() for word in b]
    head = _same(a_keys, b_keys)
    tail = _same(a_keys[head:][::-1], b_keys[head:][::-1])
    a_end, b_end = len(a) - tail, len(b) - tail
    middle = "".join(a[head:a_end]), "".join(b[head:b_end])
    if set(a_keys[head:a_end]).isdisjoint(b_keys[head:b_end]):  # one word for another: nothing to match
        differing = within(*middle) if all(middle) else _whole(*middle)
    elif _pairs(a_keys[head:a_end], b_keys[head:b_end]) > CAP:
        differing = too_much(*middle)
    else:
        differing = _matched(a[head:a_end], b[head:b_end], within)
    return [Piece("=", "".join(b[:head])), *differing, Piece("=", "".join(b[b_end:]))]


def _matched(a: list[str], b: list[str], within: Callable) -> list[Piece]:
    found = []
    matcher = SequenceMatcher(None, [word.rstrip() for word in a], [word.rstrip() for word in b], autojunk=False)
    for tag, a_low, a_high, b_low, b_high in matcher.get_opcodes():
        went, came = "".join(a[a_low:a_high]), "".join(b[b_low:b_high])
        if tag == "equal":
            found.append(Piece("=", came))
        elif tag == "replace":
            found += within(went, came)
        else:
            found += [Piece("-", went), Piece("+", came)]
    return found


def _same(a: list[str], b: list[str]) -> int:
    """How many tokens from the start are equal."""
    length = 0
    for one, other in zip(a, b, strict=False):
        if one != other:
            break
        length += 1
    return length


def _pairs(a: list[str], b: list[str]) -> int:
    in_b = Counter(b)
    return len(a) + len(b) + sum(in_b[word] for word in a)


def _tidy(found: list[Piece]) -> tuple[Piece, ...]:
    """No empty pieces, neighbours of one mark joined, and of each group first what went, then what came."""
    tidy: list[Piece] = []
    went = came = ""
    for mark, text in [*found, Piece("=", "")]:
        if mark == "-":
            went += text
        elif mark == "+":
            came += text
        elif text or (went or came):
            tidy += [Piece(m, t) for m, t in (("-", went), ("+", came)) if t]
            went = came = ""
            if text and tidy and tidy[-1].mark == "=":
                tidy[-1] = Piece("=", tidy[-1].text + text)
            elif text:
                tidy.append(Piece("=", text))
    if all(piece.mark == "=" for piece in tidy):  # only spaces changed
        return tuple(_whole("".join(p.text for p in tidy), "".join(p.text for p in tidy)))
    return tuple(tidy)

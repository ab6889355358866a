"""Parts of minutes, of which the coordinator chooses what goes outside."""

import re
from dataclasses import dataclass
from itertools import pairwise

from members.text import normalized

HEADING = re.compile(r"^#{1,6} ", re.MULTILINE)
# Headings of what stays inside unless somebody takes it out on purpose: who was there, and where.
INSIDE = ("asisten", "excusa", "ausen", "participa", "lugar", "invitad", "attend", "apolog", "absen", "place", "guest")


@dataclass(frozen=True)
class Part:
    """`text` to the letter, its heading included; `title` is that heading, or how it begins."""

    title: str
    text: str
    goes_out: bool


def parts_of(text: str) -> list[Part]:
    starts = sorted({0, *(found.start() for found in HEADING.finditer(text)), len(text)})
    pieces = [text[start:end].strip() for start, end in pairwise(starts)]
    return [_part(piece) for piece in pieces if piece]


def _part(piece: str) -> Part:
    first = piece.splitlines()[0].lstrip("# ").strip()
    told = normalized(first)
    return Part(first[:120], piece, goes_out=not any(word in told for word in INSIDE))

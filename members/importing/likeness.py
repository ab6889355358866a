"""Who may be the same: names that differ in accents, punctuation, legal forms, spaces, one word or a slip of the pen.

Comparing everybody with everybody would take 200 million comparisons for 20,000 rows. Names are compared that share a
signature: all their letters, or all their words but one.
"""

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

from members.text import normalized

# Words that many names have, and that are left out or shortened in others.
COMMON = frozenset(
    [
        "fundacion",
        "fund",
        "asociacion",
        "asoc",
        "corporacion",
        "corp",
        "organizacion",
        "org",
        "ong",
        "osc",
        "red",
        "sas",
        "sa",
        "ltda",
        "inc",
        "esal",
        "de",
        "del",
        "la",
        "las",
        "el",
        "los",
        "y",
        "e",
        "en",
        "para",
        "por",
        "of",
        "the",
        "and",
        "for",
        "foundation",
        "association",
    ]
)
ALIKE = 0.84
CROWD = 40  # a signature that more names share says nothing


@dataclass(frozen=True, slots=True)
class Told:
    """What tells a name from others: its words but the common ones (all of them where there are no others), their
    letters, and the numbers among them."""

    key: Hashable
    words: frozenset[str]
    letters: str
    numbers: tuple[str, ...]

    @classmethod
    def of(cls, name: str, key: Hashable = None) -> "Told":
        found = re.findall(r"[a-z0-9]+", normalized(name))
        told = [word for word in found if word not in COMMON] or found
        return cls(key, frozenset(told), "".join(told), tuple(word for word in told if word.isdigit()))

    def signatures(self) -> set[str]:
        """The letters, all words, and all without each of them in turn; of a single word how it begins and ends."""
        words, letters = sorted(self.words), self.letters
        if len(words) < 2:
            return {letters, f"^{letters[:4]}", f"{letters[-4:]}$"} if len(letters) >= 6 else {letters}
        without = (" ".join(words[:place] + words[place + 1 :]) for place in range(len(words)))
        return {letters, " ".join(words), *(kept for kept in without if len(kept) >= 4)}

    def is_like(self, other: "Told") -> bool:
        """The same letters, nearly the same, or the same words and one more; with the same numbers in any case."""
        if self.letters == other.letters:
            return True
        if self.numbers != other.numbers:
            return False
        fewer, more = sorted((self.words, other.words), key=len)
        if len(fewer) >= 2 and fewer < more and len(more) == len(fewer) + 1:
            return True
        matcher = SequenceMatcher(None, self.letters, other.letters, autojunk=False)
        return matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE


class Likenesses:
    """Names seen so far; who of them is like a new one."""

    def __init__(self, known: Iterable[tuple[Hashable, str]] = ()):
        self.seen: dict[str, list[Told]] = defaultdict(list)
        for key, name in known:
            self.add(key, name)

    def add(self, key: Hashable, name: str) -> None:
        told = Told.of(name, key)
        for signature in told.signatures():
            self.seen[signature].append(told)

    def like(self, name: str) -> list:
        """Keys, those first whose letters are the same."""
        told, near = Told.of(name), {}
        for signature in told.signatures():
            others = self.seen.get(signature, ())
            if len(others) <= CROWD:
                near |= {other.key: other for other in others}
        found = [other for other in near.values() if told.is_like(other)]
        return [other.key for other in sorted(found, key=lambda other: other.letters != told.letters)]

"""What went and what came, marked for the eye and, in words, for the ear."""

from collections.abc import Iterable

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from actionplans.diff import Piece


def marked(pieces: Iterable[Piece]) -> SafeString:
    """In the language that is active. Spaces at the end of a piece stay outside of its mark."""
    templates = {
        "=": "{0}{1}",
        "-": '<del><span class="visually-hidden">{2} </span>{0}</del>{1}',
        "+": '<ins><span class="visually-hidden">{3} </span>{0}</ins>{1}',
    }
    gone, come = gettext("[removed:]"), gettext("[added:]")

    def shown(mark: str, text: str) -> SafeString:
        words = text.rstrip()
        return format_html(templates[mark], words, text[len(words) :], gone, come)

    # A space after what went, so that what came in its place is a word of its own.
    parts = (shown(mark, text) + (" " if mark == "-" and not text[-1:].isspace() else "") for mark, text in pieces)
    return SafeString("".join(parts))


def swapped(old: str, new: str) -> SafeString:
    """One whole value for another."""
    return marked([Piece(mark, words) for mark, words in (("-", old), ("+", new)) if words])


def listed(stayed: Iterable[str], gone: Iterable[str], come: Iterable[str]) -> SafeString:
    plain = [marked([Piece("=", words)]) for words in stayed]
    changed = [marked([Piece(mark, w)]) for mark, words in (("-", gone), ("+", come)) for w in words]
    return format_html_join(" · ", "{}", ((one,) for one in plain + changed))

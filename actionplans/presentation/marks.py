"""What went and what came, marked for the eye and, in words, for the ear."""

from collections.abc import Iterable

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from actionplans.diff import Piece


def marked(pieces: Iterable[Piece]) -> SafeString:
    """In the language that is active."""
    templates = {
        "=": "{1}",
        "-": '<del><span class="visually-hidden">{2} </span>{1}</del> ',
        "+": '<ins><span class="visually-hidden">{3} </span>{1}</ins> ',
    }
    gone, come = gettext("[removed:]"), gettext("[added:]")
    return SafeString("".join(format_html(templates[mark], mark, text, gone, come) for mark, text in pieces))


def swapped(old: str, new: str) -> SafeString:
    """One whole value for another."""
    return marked([Piece(mark, words) for mark, words in (("-", old), ("+", new)) if words])


def listed(stayed: Iterable[str], gone: Iterable[str], come: Iterable[str]) -> SafeString:
    plain = [marked([Piece("=", words)]) for words in stayed]
    changed = [marked([Piece(mark, w)]) for mark, words in (("-", gone), ("+", come)) for w in words]
    return format_html_join(" · ", "{}", ((one,) for one in plain + changed))

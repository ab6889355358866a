"""Whom a comment asks: ticked in a list, or named in its text with an @."""

import re
from collections.abc import Iterable

from django.utils.text import get_text_list
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from actionplans.services.errors import Refused
from members.models import Person
from members.text import normalized

# A sign inside a word or an address is no mention; one with a space behind it is a sign.
SIGN = re.compile(r"(?<![\w./])@(?=[^\W\d_])")
WORD = re.compile(r"[\w'’-]+")


class NotAReader(Refused):
    words = _("Somebody whom you ask can't read what is in review (any more). Choose from the names in the list.")


class UnclearName(Refused):
    """`at` is what was written; `close`, those who could be meant."""

    def __init__(self, at: str, close: list[Person]):
        super().__init__(at)
        said = {"at": at, "names": get_text_list([one.name for one in close], gettext("or"))}
        self.words = (
            _("“%(at)s” doesn't say who is meant: write the whole name (%(names)s), or tick it in the list.") % said
            if close
            else _(
                "Nobody who reads this review is called “%(at)s”. Choose from the names in the list; where it is no "
                "name, put a space after the @."
            )
            % said
        )


def may_be_asked():
    """Those who read what is in review: representatives of members, the secretariat's among them."""
    return Person.objects.speaking_for_members().select_related("organization")


def asked_by(text: str, ticked: Iterable[Person]) -> list[Person]:
    """Each once. Raises NotAReader, and UnclearName where an @ is followed by no whole name of somebody who may be
    asked, and by no beginning of a ticked one's."""
    asked = {one.pk: one for one in ticked}
    signs = [sign.end() for sign in SIGN.finditer(text)]
    if not asked and not signs:
        return []
    readers = {one.pk: one for one in may_be_asked()}
    if not asked.keys() <= readers.keys():
        raise NotAReader
    named = [_named(text[start:], list(readers.values()), asked) for start in signs]
    return list((asked | {one.pk: one for one in named}).values())


def _named(rest: str, readers: list[Person], ticked: dict[int, Person]) -> Person:
    """Who is meant by the words at the beginning of `rest`; where whole names fit, the longest."""
    line = normalized(" ".join(WORD.findall(rest.split("\n")[0])))
    found = [one for one in readers if f"{line} ".startswith(f"{_said(one)} ")]
    longest = max((len(_said(one)) for one in found), default=0)
    found = [one for one in found if len(_said(one)) == longest]
    first = WORD.findall(rest)[0]
    close = found or [one for one in readers if _said(one).split()[:1] == normalized(first).split()]
    meant = found if len(found) == 1 else [one for one in close if one.pk in ticked]
    if not meant:
        raise UnclearName(f"@{first}", close)
    return meant[0]


def _said(person: Person) -> str:
    return normalized(" ".join(WORD.findall(person.name)))

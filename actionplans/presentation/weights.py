"""Weights that don't add up, said where they are written."""

from collections.abc import Iterator
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext

from actionplans.content import numbered
from actionplans.standing import add_up

PLAN = ""


def uneven(content: dict) -> dict[str, str]:
    """{uid of an item, or PLAN: what is the matter with the weights of those right below it}."""
    parents = [(PLAN, content["items"]), *((item["uid"], item["items"]) for _code, item in numbered(content["items"]))]
    return dict(_said(parents))


def _said(parents: list[tuple[str, list[dict]]]) -> Iterator[tuple[str, str]]:
    for uid, items in parents:
        given = [item["weight"] for item in items if item["kind"] != "indicator"]
        if add_up(given):
            continue
        known = [Decimal(one) for one in given if one is not None]
        words = gettext("The weights right below add up to %(total)s %%, not to 100 %%.")
        missing = len(given) - len(known)
        if missing:
            words = ngettext(
                "The weights right below add up to %(total)s %% already, and %(n)s has none.",
                "The weights right below add up to %(total)s %% already, and %(n)s have none.",
                missing,
            )
        yield (
            uid,
            words % {"total": number_format(f"{sum(known, Decimal()).normalize():f}", use_l10n=True), "n": missing},
        )

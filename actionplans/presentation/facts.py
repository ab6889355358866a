"""What a plan says of an item besides title and text, in words: for the tree, the comparison and paper alike."""

from collections.abc import Mapping
from decimal import Decimal

from django.conf import settings
from django.utils.formats import number_format
from django.utils.translation import gettext

from actionplans.content import numbered
from actionplans.models import VersionItem
from actionplans.presentation.days import day, span

Codes = Mapping[str, str]  # uid → "1.2"


def codes_of(content: dict) -> Codes:
    return {item["uid"]: code for code, item in numbered(content["items"])}


def fact_labels() -> dict[str, str]:
    """In the order in which they are read."""
    return {
        "dates": gettext("When"),
        "after": gettext("After"),
        "lead": gettext("Leads"),
        "area": gettext("Department or unit"),
        "support": gettext("Supports"),
        "weight": gettext("Weight"),
        "authority_level": gettext("Level of authority"),
        "tags": gettext("Tags"),
        "budget": gettext("Budget"),
        "funder": gettext("Funder"),
        "baseline": gettext("Baseline"),
        "unit": gettext("Unit of measure"),
        "target": gettext("Target"),
        "targets": gettext("Targets by period"),
        "verification": gettext("Means of verification"),
    }


def fact_words(item: dict, language: str, codes: Codes) -> dict[str, str]:
    """By the names of fact_labels; empty where nothing is said. In `language`, which is active."""
    words = {name: item[name] for name in ("area", "funder", "baseline", "unit", "target", "verification")}
    return words | {
        "dates": span(item["starts_on"], item["ends_on"], language),
        "after": ", ".join(after_words(item, codes)),
        "lead": " · ".join(one["name"] for one in item["lead"]),
        "support": " · ".join(one["name"] for one in item["support"]),
        "weight": weight_in_words(item["weight"]),
        "authority_level": level_in_words(item["authority_level"]),
        "tags": " · ".join(item["tags"]),
        "budget": money_in_words(item["budget"]),
        "targets": " · ".join(target_words(one, language) for one in item["targets"]),
    }


def after_words(item: dict, codes: Codes) -> list[str]:
    """«1.1»: the numbers of what comes before it, in this content."""
    return [codes[uid] for uid in item["after"] if uid in codes]


def target_words(target: dict, language: str) -> str:
    """«12 until 31 dec 2019»."""
    return gettext("%(value)s until %(day)s") % {"value": target["value"], "day": day(target["until"], language)}


def level_in_words(level: str) -> str:
    return str(VersionItem.AuthorityLevel(level).label) if level else ""


def weight_in_words(weight: str | None) -> str:
    """«12,5 %» from "12.50"."""
    if weight is None:
        return ""
    number = Decimal(weight).normalize()
    return gettext("%(number)s %%") % {"number": number_format(format(number, "f"))}


def money_in_words(amount: str | None) -> str:
    """«1 200 000 COP» from "1200000.00"."""
    if amount is None:
        return ""
    number = Decimal(amount)
    whole = number == number.to_integral_value()
    shown = number_format(number.quantize(Decimal(1)) if whole else number, use_l10n=True, force_grouping=True)
    return f"{shown} {settings.CURRENCY}"

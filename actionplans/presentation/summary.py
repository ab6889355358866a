"""A comparison in one sentence."""

from django.utils.translation import gettext, ngettext

from actionplans.diff import Comparison, Status


def sentence(comparison: Comparison) -> str:
    """«6 parts of the plan change: 2 new, 3 changed, 1 removed.»"""
    total = len(comparison.changes)
    if not total:
        only = gettext("Only the title or the period of the plan changes.")
        return only if comparison.plan else gettext("No part of the plan changes.")
    changes = ngettext("%(n)s part of the plan changes", "%(n)s parts of the plan change", total) % {"n": total}
    return f"{changes}: {', '.join(_counted(comparison))}."


def _counted(comparison: Comparison) -> list[str]:
    def said(status: Status, n: int) -> str:
        return {
            Status.ADDED: ngettext("%(n)s new", "%(n)s new", n),
            Status.CHANGED: ngettext("%(n)s changed", "%(n)s changed", n),
            Status.REMOVED: ngettext("%(n)s removed", "%(n)s removed", n),
            Status.MOVED: ngettext("%(n)s moved", "%(n)s moved", n),
            Status.REORDERED: ngettext("%(n)s in another order", "%(n)s in another order", n),
        }[status] % {"n": n}

    count = comparison.summary
    return [said(status, count[status]) for status in Status if count[status]]


def concerned(mine: int) -> str:
    """How many of the changes touch the reader's own organization."""
    if not mine:
        return gettext("None of them concerns your organization.")
    return ngettext("%(n)s of them concerns your organization.", "%(n)s of them concern your organization.", mine) % {
        "n": mine
    }


def narrowed(shown: int, total: int) -> str:
    return ngettext("%(n)s of %(total)s change is shown.", "%(n)s of %(total)s changes are shown.", shown) % {
        "n": shown,
        "total": total,
    }

from django import forms
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from actionplans.diff import Change, Comparison, Status

MINE = "mine"
STATUSES = {
    Status.ADDED: _("new"),
    Status.CHANGED: _("changed"),
    Status.REMOVED: _("removed"),
    Status.MOVED: _("moved"),
    Status.REORDERED: _("in another order"),
}


class CompareFilter(forms.Form):
    """What of a comparison is shown. It offers only what occurs in it; anything else is as if it were not asked."""

    organization = forms.ChoiceField(label=_("Concerns"), required=False)
    status = forms.ChoiceField(label=_("Change"), required=False)
    line = forms.ChoiceField(label=_("Strategic line"), required=False)

    def __init__(self, data, *, comparison: Comparison, mine: frozenset[int]):
        super().__init__(data)
        self.comparison, self.mine = comparison, mine
        any_of_them = [("", _("any"))]
        own = [(MINE, _("your organization"))] if mine else []
        self.fields["organization"].choices = any_of_them + own + _organizations(comparison)
        self.fields["status"].choices = any_of_them + [(one.value, STATUSES[one]) for one in comparison.summary]
        self.fields["line"].choices = any_of_them + _lines(comparison)

    def shown(self) -> Comparison:
        self.is_valid()
        asked = {name: value for name, value in getattr(self, "cleaned_data", {}).items() if value}
        if not asked:
            return self.comparison
        return self.comparison.where(lambda change: self._is_asked(change, **asked))

    def _is_asked(self, change: Change, organization: str = "", status: str = "", line: str = "") -> bool:
        wanted = self.mine if organization == MINE else {int(organization)} if organization else set()
        concerned = not wanted.isdisjoint(change.organizations) if organization else True
        return concerned and status in ("", change.status) and line in ("", change.line)


def _organizations(comparison: Comparison) -> list[tuple[str, str]]:
    """Of either version, so that one that left the plan can be chosen too; by the name it has now."""
    touched = frozenset().union(*(change.organizations for change in comparison.changes))
    names: dict[int, str] = {}
    stack = [*comparison.new["items"], *comparison.old["items"]]
    while stack:
        item = stack.pop()
        for one in item["lead"] + item["support"]:
            names.setdefault(one["id"], one["name"])
        stack += item["items"]
    return sorted(((str(pk), names[pk]) for pk in touched & names.keys()), key=lambda pair: pair[1])


def _lines(comparison: Comparison) -> list[tuple[str, str]]:
    touched = {change.line for change in comparison.changes}
    lines = {one["uid"]: one["title"] for tree in (comparison.old, comparison.new) for one in tree["items"]}
    return [(uid, Truncator(title).chars(60)) for uid, title in lines.items() if uid in touched]

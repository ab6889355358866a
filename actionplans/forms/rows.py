"""Short forms of the editor: one row in place, and where a row goes."""

from django import forms
from django.utils.translation import gettext_lazy as _

from actionplans.forms.organizations import OrganizationSelect, OrganizationsField, directory
from actionplans.models import PlanItem, VersionItem
from actionplans.services.rows import PARENT_KIND
from members.forms.fields import DateInput

Kind = PlanItem.Kind
FIELDS = {
    Kind.LINE: ["title", "weight"],
    Kind.OBJECTIVE: ["title", "weight"],
    Kind.ACTIVITY: ["title", "starts_on", "ends_on", "weight", "leads"],
    Kind.INDICATOR: ["title", "verification"],
}


class QuickForm(forms.ModelForm):
    """What changes most often, in the row itself. Its fields are part of the one form of the page, so that an act on
    another row costs no words."""

    leads = OrganizationsField(label=_("Leads"), widget=OrganizationSelect)
    lock_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    class Meta:
        model = VersionItem
        fields = ["title", "starts_on", "ends_on", "weight", "verification"]
        widgets = {"starts_on": DateInput, "ends_on": DateInput}

    field_order = ["title", "starts_on", "ends_on", "weight", "leads"]

    def __init__(self, *args, instance: VersionItem, leads: list[int] | None = None, **kwargs):
        """`leads`: keys of the organizations that lead it, where the caller has them."""
        if leads is None:
            named = instance.responsibilities.filter(role="lead")
            leads = list(named.values_list("organization", flat=True))
        initial = {"lock_version": instance.lock_version, "leads": leads}
        super().__init__(*args, instance=instance, initial=initial, **kwargs)
        for name in set(self.fields) - {*FIELDS[Kind(instance.item.kind)], "lock_version"}:
            del self.fields[name]
        if "leads" in self.fields:
            self.fields["leads"].offer(*directory(initial["leads"]))

    def clean(self) -> dict:
        data = super().clean()
        if data.get("starts_on") and data.get("ends_on") and data["ends_on"] < data["starts_on"]:
            self.add_error("ends_on", _("It can't end before it starts."))
        return data


class PlaceForm(forms.Form):
    """Every place where an item of that kind can stand; `parent` and `after` are rows or None."""

    place = forms.ChoiceField(label=_("Put it"))

    def __init__(self, *args, text: VersionItem, **kwargs):
        super().__init__(*args, **kwargs)
        kind = Kind(text.item.kind)
        rows = VersionItem.objects.filter(version=text.version_id).select_related("item", "parent__parent")
        self.rows = {row.pk: row for row in rows}
        siblings: dict[int, list[VersionItem]] = {}
        for row in sorted(self.rows.values(), key=lambda row: (row.order, row.pk)):
            if row.item.kind == kind:
                siblings.setdefault(row.parent_id or 0, []).append(row)
        parents = [0] if PARENT_KIND[kind] is None else self._in_order(PARENT_KIND[kind])
        self.fields["place"].choices = [
            (self.rows[pk].title if pk else _("The plan"), self._places(pk, text, siblings.get(pk, [])))
            for pk in parents
        ]
        self.fields["place"].initial = self._now(text, siblings)

    def _in_order(self, kind: str) -> list[int]:
        def path(row: VersionItem) -> tuple[int, ...]:
            return (*path(row.parent), row.order) if row.parent else (row.order,)

        return [row.pk for row in sorted((r for r in self.rows.values() if r.item.kind == kind), key=path)]

    def _places(self, parent: int, text: VersionItem, siblings: list[VersionItem]) -> list[tuple[str, str]]:
        after = [(f"{parent}:{row.pk}", _("after “%s”") % row.title[:90]) for row in siblings if row.pk != text.pk]
        return [(f"{parent}:0", _("first")), *after]

    def _now(self, text: VersionItem, siblings: dict) -> str:
        same = siblings.get(text.parent_id or 0, [])
        before = [row.pk for row in same if (row.order, row.pk) < (text.order, text.pk)]
        return f"{text.parent_id or 0}:{before[-1] if before else 0}"

    def clean_place(self) -> tuple[VersionItem | None, VersionItem | None]:
        parent, after = (int(key) for key in self.cleaned_data["place"].split(":"))
        return self.rows.get(parent), self.rows.get(after)

"""Two people changed one item at the same time: what each of them wrote, beside what both began with."""

from dataclasses import dataclass

from django.apps import apps

from actionplans.models import WORDING, VersionItem


@dataclass(frozen=True)
class Difference:
    """One field. `both` changed it: the writer chooses; otherwise the change of whoever changed it stands."""

    name: str
    label: str
    base: object
    theirs: object
    mine: object

    titles: dict

    def columns(self) -> tuple[str, str, str]:
        """Base, theirs and mine in words."""
        base, theirs, mine = (_in_words(value, self.titles) for value in (self.base, self.theirs, self.mine))
        return base, theirs, mine

    @property
    def both(self) -> bool:
        return self.mine not in (self.base, self.theirs) and self.theirs != self.base

    @property
    def kept(self) -> object:
        return self.theirs if self.mine == self.base else self.mine


def differences(current: VersionItem, mine: dict, began_with: int) -> list[Difference]:
    """Fields in which the saved row and `mine` aren't the same; `began_with` is the writer's lock_version."""
    base = _row_at(current, began_with)
    names = [name for name in WORDING if name in mine and mine[name] != getattr(current, name)]
    titles = _titles(current) if "depends_on" in names else {}
    found = []
    for name in names:
        label = str(VersionItem._meta.get_field(name).verbose_name)
        found.append(Difference(name, label, getattr(base, name), getattr(current, name), mine[name], titles))
    return found


def _row_at(current: VersionItem, lock_version: int):
    """The row as it was, from the audit trail; where that is gone, as it is."""
    events = apps.get_model("actionplans", "VersionItemEvent").objects
    return events.filter(pgh_obj=current.pk, lock_version=lock_version).order_by("-pgh_id").first() or current


def _titles(current: VersionItem) -> dict:
    return dict(VersionItem.objects.filter(version=current.version_id).values_list("item__uid", "title"))


def _in_words(value, titles: dict) -> str:
    """A list's entries one by one: tags, targets, the titles of items."""
    if isinstance(value, list):
        return " · ".join(_in_words(one, titles) for one in value)
    if isinstance(value, dict):
        return f"{value['until']}: {value['value']}"
    return "" if value is None else str(titles.get(value, value))

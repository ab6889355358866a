"""What can be done with each row of the editor."""

from django.urls import reverse
from django.utils.translation import gettext as _

from actionplans.content import content_of, numbered
from actionplans.models import PlanVersion, VersionItem

BELOW = {"line": "objective", "objective": "activity", "activity": "indicator"}
ACTS = ("update", "move", "delete", "place", "duplicate", "quick", "paste")


def older_translations(content: dict, base: PlanVersion | None) -> set[str]:
    """uids of items whose Spanish words changed since the base while the English ones stayed."""
    if base is None:
        return set()
    before = {item["uid"]: item for _code, item in numbered(content_of(base)["items"])}
    return {
        item["uid"]
        for _code, item in numbered(content["items"])
        if (old := before.get(item["uid"]))
        and any(
            item[f"{name}_en"] and item[name] != old[name] and item[f"{name}_en"] == old[f"{name}_en"]
            for name in ("title", "text")
        )
    }


def with_acts(tree: list[dict], written: list[VersionItem], older: set[str], opened: int | None = None) -> list[dict]:
    """Adds pk, parent (a key), <act>_url of each act, add with add_url, below_url (another of its kind right after it),
    older (its translation is); an address of each kind is looked up only once. `written`: the rows of the draft;
    `opened`: the one that is being written in, which acts on the others leave open."""
    key_of = {str(row.item.uid): (row.pk, row.parent_id) for row in written}
    version = written[0].version_id if written else 0
    pattern = {act: reverse(f"actionplans:item_{act}", args=[0]) for act in ACTS}
    create = reverse("actionplans:item_create", args=[version])
    here = reverse("actionplans:version_edit", args=[version])
    still = f"?open={opened}" if opened else ""
    words = {"line": _("Add an objective"), "objective": _("Add an activity"), "activity": _("Add an indicator")}
    for row in tree:
        pk, parent = key_of.get(row["uid"], (0, None))
        row |= {f"{act}_url": address.replace("/0/", f"/{pk}/") for act, address in pattern.items()}
        row |= {"pk": pk, "parent": parent or 0, "older": row["uid"] in older}
        for act in ("move", "duplicate"):
            row[f"{act}_url"] += f"{still}#{row['anchor']}"
        row |= {"add": words.get(row["kind"], ""), "add_url": f"{create}?kind={BELOW.get(row['kind'])}&parent={pk}"}
        row["below_url"] = f"{create}?kind={row['kind']}{f'&parent={parent}' if parent else ''}&after={pk}"
        row["open_url"] = f"{here}?row={pk}#{row['anchor']}"
    return tree

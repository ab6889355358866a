from django.utils.translation import get_language

from actionplans.content import content_of
from actionplans.diff import compare
from actionplans.models import PlanVersion
from actionplans.presentation import version_name
from actionplans.presentation.changes import groups
from actionplans.presentation.summary import concerned, sentence


def changes_since_base(version: PlanVersion, content: dict, organization_ids: frozenset[int]) -> dict | None:
    """What the version changes of the one that it was made from; None for a plan's first version."""
    base = version.base
    if base is None:
        return None
    whole = compare(content_of(base), content)
    own = len(whole.concerning(organization_ids).changes)
    return {
        "base": base,
        "base_name": version_name(base),
        "sentence": sentence(whole),
        "concerned": concerned(own) if organization_ids and whole.changes else "",
        "groups": groups(whole, get_language() or "es", organization_ids),
    }

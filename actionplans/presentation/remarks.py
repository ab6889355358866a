"""The comments of a plan, sorted to the items of one version. One query."""

from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass

from actionplans.models import Comment, PlanVersion, VersionItem


@dataclass(frozen=True)
class Remarks:
    """`by_item`: uid → comments in order. `homeless`: those whose item is not in this version any more.

    Each comment also says whether it was made on another version (`elsewhere`) and whether the reader may settle it.
    """

    by_item: dict[str, list[Comment]]
    homeless: list[Comment]

    @property
    def unsettled(self) -> int:
        every = [*self.homeless, *(comment for found in self.by_item.values() for comment in found)]
        return sum(comment.resolved_at is None for comment in every)


def remarks(user, version: PlanVersion, uids: Collection[str], may_settle: Callable[[Comment], bool]) -> Remarks:
    """`uids`: of the items that stand in the version."""
    by_item, homeless = defaultdict(list), []
    visible = PlanVersion.objects.visible_to(user).order_by()
    comments = Comment.objects.filter(item__plan=version.plan_id, version__in=visible)
    related = comments.select_related("item", "version", "author", "organization", "resolved_by")
    for comment in related.defer("version__content"):
        comment.elsewhere = comment.version_id != version.pk
        comment.can_resolve = comment.resolved_at is None and may_settle(comment)
        uid = str(comment.item.uid)
        (by_item[uid] if uid in uids else homeless).append(comment)
    return Remarks(dict(by_item), _with_titles(homeless))


def _with_titles(homeless: list[Comment]) -> list[Comment]:
    """What the item was called where the comment was made; a query only where there are such comments."""
    if homeless:
        rows = VersionItem.objects.filter(item__in=[comment.item_id for comment in homeless])
        titles = {(row.version_id, row.item_id): row.title for row in rows}
        for comment in homeless:
            comment.about = titles.get((comment.version_id, comment.item_id), "")
    return homeless

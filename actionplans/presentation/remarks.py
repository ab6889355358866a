"""The comments of a plan, sorted to the items of one version, as threads. One query."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.urls import reverse

from actionplans.models import Comment, CommentAsked, PlanVersion, VersionItem
from actionplans.presentation.marks import marked
from actionplans.presentation.parts import at
from members.worddiff import pieces

WORDS = ("title", "text")


@dataclass(frozen=True)
class Remarks:
    """`by_item`: uid → threads in order. `homeless`: those whose item is not in this version any more.

    Each comment also says whether it was made on another version (`elsewhere`), what its words are since (`changed`:
    [marked words]), its suggestion by word (`suggested`), whom it asks (`asked`, names), its `thread` of replies,
    and what the reader may do with it.
    """

    by_item: dict[str, list[Comment]]
    homeless: list[Comment]

    @property
    def unsettled(self) -> int:
        every = [*self.homeless, *(comment for found in self.by_item.values() for comment in found)]
        return sum(comment.resolved_at is None for comment in every)


def remarks(
    user, version: PlanVersion, items: Mapping[str, dict], may_settle: Callable[[Comment], bool], may_decide: bool
) -> Remarks:
    """`items`: of the version's content, by uid."""
    visible = PlanVersion.objects.visible_to(user).order_by()
    comments = Comment.objects.filter(item__plan=version.plan_id, version__in=visible)
    related = comments.select_related("item", "version", "author", "organization", "resolved_by")
    then = VersionItem.objects.filter(item=OuterRef("item"), version=OuterRef("version")).order_by()
    words = Subquery(then.values(words=JSONObject(**{name: name for name in Comment.SUGGESTED})))
    asked = CommentAsked.objects.filter(comment=OuterRef("pk")).order_by("person__sort_key", "person")
    names = ArraySubquery(asked.values("person__name"))
    threads: dict[int, list[Comment]] = defaultdict(list)
    by_item, homeless = defaultdict(list), []
    for comment in related.defer("version__content").annotate(then=words, asked=names):
        _told(comment, version, items)
        comment.can_resolve = comment.resolved_at is None and may_settle(comment)
        comment.can_reopen = comment.resolved_at is not None and not comment.decision and may_settle(comment)
        comment.can_decide = may_decide and bool(comment.suggestion) and not comment.decision
        comment.thread = threads[comment.pk]
        if comment.reply_to_id:
            threads[comment.reply_to_id].append(comment)
        else:
            uid = str(comment.item.uid)
            (by_item[uid] if uid in items else homeless).append(comment)
    return Remarks(dict(by_item), homeless)


def _told(comment: Comment, version: PlanVersion, items: Mapping[str, dict]) -> None:
    comment.elsewhere = comment.version_id != version.pk
    comment.suggested = marked(pieces(comment.suggested_on, comment.suggestion)) if comment.suggestion else ""
    then, now = comment.then, items.get(str(comment.item.uid))
    comment.about = then["title"] if then and now is None else ""
    comment.changed = []
    if comment.elsewhere and then and now:
        names = [comment.field] if comment.field in Comment.SUGGESTED else WORDS
        differing = [(then[name], now[name]) for name in names if then[name] != now[name]]
        comment.changed = [marked(pieces(*pair)) for pair in differing]


def open_words() -> ArraySubquery:
    """Of a queryset of versions: the open remarks on their plan, [{uid of the item, version it was made on,
    about (the title then), organization, field, text, suggestion}], for whoever writes the next one."""
    remarks = Comment.objects.filter(item__plan=OuterRef("plan"), resolved_at=None, reply_to=None)
    then = VersionItem.objects.filter(item=OuterRef("item"), version=OuterRef("version")).values("title")
    names = {"uid": "item__uid", "version": "version", "organization": "organization__name"}
    words = JSONObject(**names, field="field", text="text", suggestion="suggestion", about=Subquery(then[:1]))
    return ArraySubquery(remarks.order_by("pk").values(words=words))


def beside(said: list[dict], tree: list[dict]) -> list[dict]:
    """Puts what open_words says beside the rows of the editor (`said`); returns what is on no row any more."""
    row_of = {row["uid"]: row for row in tree}
    gone = []
    for one in said:
        place = at(reverse("actionplans:review", args=[one["version"]]), one["uid"])
        one |= {"url": place, "about_field": Comment.Field(one["field"]).label if one["field"] else ""}
        if one["uid"] in row_of:
            row_of[one["uid"]].setdefault("said", []).append(one)
        else:
            gone.append(one)
    return gone

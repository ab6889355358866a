"""New words for an item, proposed in a review: accepted with one click, taken in where the draft still says the old."""

from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from actionplans.models import Comment, PlanVersion, VersionItem
from actionplans.permissions import can_write
from actionplans.services.errors import Refused
from members.models import User, roles_of
from members.text import one_line, unix_lines

Decision = Comment.Decision


class DecidedAlready(Refused):
    words = _("This suggestion was decided on already.")


class TooLong(Refused):
    def __init__(self, most: int):
        super().__init__(most)
        self.words = _("That part of the text holds at most %(n)s letters.") % {"n": most}


class NotWaiting(Refused):
    words = _("This suggestion does not wait for a draft any more.")


@transaction.atomic
def decide(comment: Comment, *, accept: bool, actor: User) -> Comment:
    """Accepted, it goes into the open draft at once, or into the next one when that begins. Raises DecidedAlready."""
    if not can_write(actor):
        raise PermissionDenied
    current = Comment.objects.select_for_update(of=("self",)).select_related("item").get(pk=comment.pk)
    if not current.suggestion or current.decision:
        raise DecidedAlready
    current.decision = Decision.ACCEPTED if accept else Decision.DECLINED
    current.resolved_at = current.resolved_at or timezone.now()
    current.resolved_by_id = current.resolved_by_id or roles_of(actor).person_id
    current.save(update_fields=["decision", "resolved_at", "resolved_by"])
    draft = PlanVersion.objects.filter(plan=current.item.plan_id, state=PlanVersion.State.DRAFT).first()
    if accept and draft:
        take_in(draft)
        current.refresh_from_db(fields=["taken_in"])
    return current


@transaction.atomic
def done_by_hand(comment: Comment, *, actor: User) -> Comment:
    """The coordinator wrote it into the open draft where take_in could not. Raises NotWaiting."""
    if not can_write(actor):
        raise PermissionDenied
    current = Comment.objects.select_for_update(of=("self",)).select_related("item").get(pk=comment.pk)
    draft = PlanVersion.objects.filter(plan=current.item.plan_id, state=PlanVersion.State.DRAFT).first()
    if draft is None or current.decision != Decision.ACCEPTED or current.taken_in_id:
        raise NotWaiting
    current.taken_in = draft
    current.save(update_fields=["taken_in"])
    return current


def take_in(draft: PlanVersion) -> int:
    """All accepted ones that wait, where the draft says what they were made on and has room for them; the others stay
    listed. The draft is new, or nobody holds it: this takes the row's lock."""
    taken = 0
    for comment in waiting(draft):
        if not fits(comment.field, comment.suggestion):
            continue
        rows = VersionItem.objects.select_for_update().filter(version=draft, item=comment.item_id)
        row = rows.first()
        if row is None or getattr(row, comment.field) != comment.suggested_on:
            continue
        setattr(row, comment.field, shaped(comment.field, comment.suggestion))
        row.lock_version += 1
        changed = [comment.field, "lock_version"]
        if comment.field in ("baseline", "target") and not row.target_reason:
            row.target_reason = comment.text[:1000]
            changed.append("target_reason")
        row.save(update_fields=changed)
        comment.taken_in = draft
        comment.save(update_fields=["taken_in"])
        taken += 1
    return taken


def shaped(field: str, words: str) -> str:
    """As that column holds them: a title is one line, a text has as many as it likes."""
    return unix_lines(words) if longest(field) is None else one_line(words)


def fits(field: str, words: str) -> bool:
    most = longest(field)
    return most is None or len(words) <= most


def longest(field: str) -> int | None:
    """How many letters that column of an item holds; None: any number."""
    return getattr(VersionItem._meta.get_field(field), "max_length", None)


def waiting(draft: PlanVersion) -> list[Comment]:
    """Accepted, and in no version yet."""
    accepted = Comment.objects.filter(item__plan=draft.plan_id, decision=Decision.ACCEPTED, taken_in=None)
    return list(accepted.select_related("item").order_by("pk"))


def waiting_words() -> ArraySubquery:
    """The same of a queryset of versions: [{pk, uid of the item, organization, field, suggestion}]."""
    accepted = Comment.objects.filter(item__plan=OuterRef("plan"), decision=Decision.ACCEPTED, taken_in=None)
    names = {"pk": "pk", "uid": "item__uid", "organization": "organization__name"}
    words = JSONObject(**names, field="field", suggestion="suggestion")
    return ArraySubquery(accepted.order_by("pk").values(words=words))

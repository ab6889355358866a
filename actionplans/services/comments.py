from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from actionplans.models import Comment, PlanItem, PlanVersion, VersionItem
from actionplans.permissions import can_comment, can_resolve
from actionplans.services.errors import ItemGone, NotInReview, Refused
from actionplans.services.locks import lock_version
from actionplans.services.suggestions import TooLong, fits, longest, shaped
from members import outbox
from members.models import Mandate, Organization, Person, User, roles_of
from members.text import unix_lines

COMMENT_ASKED, COMMENT_REPLIED = "comment_asked", "comment_replied"


class NothingSuggested(Refused):
    words = _("Suggest other words than those that stand there, for one part of the text.")


@transaction.atomic
def add_comment(
    version: PlanVersion,
    item: PlanItem,
    organization: Organization,
    text: str,
    *,
    field: str = "",
    suggestion: str = "",
    asks: Person | None = None,
    reply_to: Comment | None = None,
    actor: User,
) -> Comment:
    """In the name of one of the author's organizations, on an item of a version in review, or on a `field` of it.

    `suggestion`: new words for that field. `asks` gets a mail; of a reply, whoever takes part in the thread does.
    An item that has left the plan can still be replied on. Raises NotInReview, ItemGone, NothingSuggested, TooLong;
    PermissionDenied to whoever isn't of that organization.
    """
    current = lock_version(version)
    if current.state != PlanVersion.State.IN_REVIEW:
        raise NotInReview
    roles = roles_of(actor)
    if not can_comment(actor, current) or organization.pk not in roles.organization_ids:
        raise PermissionDenied
    words = _words_of(item, current, reply_to)
    suggestion = _suggested(words, field, suggestion) if suggestion else ""
    made = Comment.objects.create(
        item=item,
        version=current,
        author_id=roles.acting_person,
        organization=organization,
        text=unix_lines(text).strip(),
        field=field,
        suggestion=suggestion,
        suggested_on=getattr(words, field) if suggestion else "",
        asks=asks,
        reply_to=reply_to and (reply_to.reply_to or reply_to),
    )
    _tell(made, current, words.title)
    return made


def _words_of(item: PlanItem, version: PlanVersion, reply_to: Comment | None) -> VersionItem:
    """As they stand in the version; of a reply on what has left the plan, as they stood. Raises ItemGone."""
    words = VersionItem.objects.filter(version=version, item=item).first()
    if words is None and reply_to is not None:
        words = VersionItem.objects.filter(version=reply_to.version_id, item=item).first()
    if words is None:
        raise ItemGone
    return words


def _suggested(words: VersionItem, field: str, suggestion: str) -> str:
    if field not in Comment.SUGGESTED:
        raise NothingSuggested
    suggestion = shaped(field, suggestion)
    if suggestion == shaped(field, getattr(words, field)):
        raise NothingSuggested
    if not fits(field, suggestion):
        raise TooLong(longest(field) or 0)
    return suggestion


def _tell(comment: Comment, version: PlanVersion, title: str) -> None:
    """Whoever is asked, and those who have spoken in the thread; never the author, nobody twice."""
    told = {}
    if comment.reply_to:
        thread = Q(pk=comment.reply_to.pk) | Q(reply_to=comment.reply_to)
        authors = Person.objects.filter(comments__in=Comment.objects.filter(thread))
        told = {person.pk: (COMMENT_REPLIED, person) for person in authors}
    if comment.asks:
        told[comment.asks.pk] = (COMMENT_ASKED, comment.asks)
    told.pop(comment.author_id, None)
    context = {"comment": comment, "version": version, "plan": version.plan, "title": title}
    for event, person in told.values():
        key = f"{comment.pk}:{person.pk}"
        outbox.queue(event, key=key, to=person, context=context, subject_id=version.pk)


def may_be_asked() -> QuerySet[Person]:
    """Those who read what is in review: representatives of members, the secretariat's among them."""
    members = Organization.objects.active_members()
    mandates = Mandate.objects.current().filter(organization__in=members)
    return Person.objects.filter(pk__in=mandates.order_by().values("person")).select_related("organization")


@transaction.atomic
def resolve_comment(comment: Comment, *, actor: User) -> Comment:
    """Marked as settled, with who did it; the second time changes nothing."""
    current = Comment.objects.select_for_update(of=("self",)).get(pk=comment.pk)
    if not can_resolve(actor, current):
        raise PermissionDenied
    if current.resolved_at is None:
        current.resolved_at, current.resolved_by_id = timezone.now(), roles_of(actor).person_id
        current.save(update_fields=["resolved_at", "resolved_by"])
    return current


@transaction.atomic
def reopen_comment(comment: Comment, *, actor: User) -> Comment:
    """A suggestion that was decided on stays decided."""
    current = Comment.objects.select_for_update(of=("self",)).get(pk=comment.pk)
    if not can_resolve(actor, current):
        raise PermissionDenied
    if not current.decision:
        current.resolved_at = current.resolved_by = None
        current.save(update_fields=["resolved_at", "resolved_by"])
    return current

"""What a share is about: a version of a plan, or a notice. Everything else about sharing is the same for both."""

from dataclasses import dataclass

from django.utils import timezone

from actionplans.models import Notice, PlanVersion, Share
from actionplans.models.deliveries import Subject
from actionplans.services.locks import lock_version
from members.models import Organization
from members.tokens import PLACEHOLDER


@dataclass(frozen=True)
class Mails:
    """The events of the outbox that tell about it."""

    shared: str
    reminder: str


OF_PLANS = Mails("plan_shared", "plan_reminder")
OF_NOTICES = Mails("notice_shared", "notice_reminder")


def mails_of(subject: Subject) -> Mails:
    return OF_NOTICES if isinstance(subject, Notice) else OF_PLANS


def lock_subject(subject: Subject) -> Subject:
    """As it stands now, until the end of the transaction."""
    if isinstance(subject, Notice):
        notices = Notice.objects.select_related("minutes__current").defer("minutes__current__content")
        return notices.select_for_update(of=("self",), no_key=True).get(pk=subject.pk)
    return lock_version(subject)


def can_be_shared(subject: Subject) -> bool:
    """It is in force; parts of minutes are until a correction of those is published."""
    if isinstance(subject, Notice):
        return subject.correction is None
    return subject.state == PlanVersion.State.PUBLISHED


def mail_context(share: Share, sender: Organization | None, link_ends) -> dict:
    shared = {"share": share, "sender": sender, "token": PLACEHOLDER, "link_ends": timezone.localtime(link_ends)}
    if isinstance(share.subject, Notice):
        return shared | {"notice": share.subject}
    return shared | {"version": share.subject, "plan": share.subject.plan}

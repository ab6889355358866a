"""What a share is about, in the words of its pages."""

from django.urls import reverse
from django.utils.translation import gettext

from actionplans.models import Notice, PlanVersion
from actionplans.models.deliveries import Subject
from actionplans.presentation.names import file_name, version_name


def said_of(subject: Subject) -> dict:
    """{crumbs [(words, address)], name, share, who, remind, close} – headings –, {add, send} – addresses where
    it is shared –, {coverage} – where everybody is who should have it –, {active} whether it can be."""
    return _of_notice(subject) if isinstance(subject, Notice) else _of_version(subject)


def ledger_file(subject: Subject) -> str:
    return f"notice-{subject.pk}.csv" if isinstance(subject, Notice) else file_name(subject, "csv")


def _of_version(version: PlanVersion) -> dict:
    number = {"number": version.number}
    return {
        "crumbs": [
            (gettext("Action plans"), reverse("actionplans:plan_list")),
            (str(version.plan), version.plan.get_absolute_url()),
            (version_name(version), version.get_absolute_url()),
        ],
        "name": f"{version.plan} · {version_name(version)}",
        "share": gettext("Share version %(number)s") % number,
        "who": gettext("Who has version %(number)s") % number,
        "remind": gettext("Remind about version %(number)s") % number,
        "close": gettext("Close the links to version %(number)s") % number,
        "address": version.get_absolute_url(),
        "add": reverse("actionplans:share_create", args=[version.pk]),
        "coverage": reverse("actionplans:version_coverage", args=[version.pk]),
        "send": reverse("actionplans:share_send", args=[version.pk]),
        "active": version.state == PlanVersion.State.PUBLISHED,
    }


def _of_notice(notice: Notice) -> dict:
    title = {"title": notice}
    return {
        "crumbs": [
            (gettext("Shares"), reverse("actionplans:share_list")),
            (str(notice), notice.get_absolute_url()),
        ],
        "name": str(notice),
        "share": gettext("Share “%(title)s”") % title,
        "who": gettext("Who has “%(title)s”") % title,
        "remind": gettext("Remind about “%(title)s”") % title,
        "close": gettext("Close the links to “%(title)s”") % title,
        "address": notice.get_absolute_url(),
        "add": reverse("actionplans:notice_share", args=[notice.pk]),
        "coverage": reverse("actionplans:notice_coverage", args=[notice.pk]),
        "send": reverse("actionplans:notice_send", args=[notice.pk]),
        "active": notice.correction is None,
    }

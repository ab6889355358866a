"""The ledger as a file for a spreadsheet."""

import datetime

from django.utils import timezone
from django.utils.translation import gettext

from actionplans.ledger.rows import listed
from actionplans.ledger.states import STATES, Mail
from actionplans.models import Delivery, Share
from members import sheets


def as_csv(share: Share) -> str:
    return sheets.as_csv(_head(), (_cells(delivery) for delivery in listed(share)))


def _head() -> list[str]:
    return [
        gettext("Organization"),
        gettext("Kind"),
        gettext("Level"),
        gettext("Person"),
        gettext("E-mail"),
        gettext("Language"),
        gettext("State"),
        gettext("Accepted by the mail server"),
        gettext("Opened"),
        gettext("Acknowledged"),
        gettext("Acknowledged by"),
        gettext("Position"),
        gettext("Declined"),
        gettext("Answer"),
        gettext("Reminded"),
        gettext("Link ends"),
        gettext("Answer of the mail server"),
    ]


def _cells(delivery: Delivery) -> list[str]:
    mail, organization = delivery.mail, delivery.organization
    sent = [r.mail.finished_at for r in delivery.reminders.all() if r.mail.state == Mail.ACCEPTED]
    return [
        delivery.organization_name,
        organization.get_kind_display(),
        organization.get_level_display(),
        delivery.person_name,
        mail.to_email,
        delivery.get_language_display(),
        str(STATES[delivery.state][0]),
        _time(mail.finished_at) if mail.state == Mail.ACCEPTED else "",
        _time(delivery.opened_at),
        _time(delivery.acknowledged_at),
        delivery.acknowledged_name,
        delivery.acknowledged_position,
        _time(delivery.declined_at),
        delivery.note,
        _time(max(sent, default=None)),
        _time(delivery.revoked_at or delivery.expires_at),
        mail.answer,
    ]


def _time(when: datetime.datetime | None) -> str:
    return f"{timezone.localtime(when):%Y-%m-%d %H:%M}" if when else ""

"""The mail as it leaves: what the row holds, with the secrets that no row holds."""

import re
from email.utils import formataddr
from functools import lru_cache

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.defaultfilters import linebreaks, urlize
from django.template.loader import render_to_string
from django.utils import translation

from members import events, unsubscribe
from members.bounces import return_path
from members.content_lines import folded
from members.models import OutboxMail
from members.tokens import PLACEHOLDER, token_for

PARAGRAPHS = re.compile("\n{2,}")


def message(mail: OutboxMail) -> EmailMultiAlternatives:
    """Plain text, the same as HTML, one recipient, the stored Message-ID."""
    text, headers, secret = mail.text, {}, events.event(mail.event).sensitive
    with translation.override(mail.language):
        if events.event(mail.event).notice and mail.person_id:
            way_out = unsubscribe.address(mail)
            headers = {"List-Unsubscribe": f"<{way_out}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
            text += "\n" + translation.gettext("Fewer notices, or none:") + f" {way_out}\n"
        html = _as_html(text, secret)
        html = render_to_string("members/email/_layout.html", {"html": html, "language": mail.language})
    if mail.link_uid:
        text, html = (part.replace(PLACEHOLDER, token_for(mail.link_uid)) for part in (text, html))
    letter = EmailMultiAlternatives(
        subject=mail.subject,
        body=text,
        from_email=return_path(mail),
        to=[formataddr((mail.to_name, mail.to_email))],
        headers={
            "From": settings.DEFAULT_FROM_EMAIL,
            "Message-ID": mail.message_id,
            "Auto-Submitted": "auto-generated",
            "Content-Language": mail.language,
            **headers,
        },
    )
    letter.attach_alternative(html, "text/html")
    if settings.MAIL_SERVICE:
        _for_the_service(letter, mail)
    elif mail.calendar:
        letter.attach_alternative(*calendar_part(mail))
    return letter


def _as_html(text: str, secret: bool) -> str:
    """Escaped. The mails of a share have most of their paragraphs in common, and finding links takes long; what no
    row keeps, no memory of a worker keeps either."""
    written = _paragraph if secret else _common_paragraph
    return "\n\n".join(written(one) for one in PARAGRAPHS.split(text))


def _paragraph(text: str) -> str:
    return linebreaks(urlize(text))


_common_paragraph = lru_cache(maxsize=256)(_paragraph)


def _for_the_service(letter: EmailMultiAlternatives, mail: OutboxMail) -> None:
    """Services have one sender, take a calendar only as a file, and tell of a mail what was sent along with it."""
    del letter.extra_headers["From"]
    letter.metadata = {"outbox": str(mail.uid)}
    if mail.calendar:
        content, kind = calendar_part(mail)
        letter.attach("invitation.ics", content, kind)


def calendar_part(mail: OutboxMail) -> tuple[str, str]:
    """(content, type), the link put in and the lines folded only now: the token is longer than its placeholder."""
    text = mail.calendar.replace(PLACEHOLDER, token_for(mail.link_uid)) if mail.link_uid else mail.calendar
    content = folded(text)
    method = next((line.partition(":")[2] for line in content.split("\r\n") if line.startswith("METHOD:")), "PUBLISH")
    return content, f"text/calendar; method={method}"

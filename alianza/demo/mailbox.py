"""The demo's mailboxes: who would have received what. They exist only where nothing is real (settings.ALIANZA_DEMO)."""

from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from alianza.demo import mails


def maildir() -> Path:
    return Path(settings.DEMO_MAILDIR)


@require_safe
def mailbox_list(request: HttpRequest) -> HttpResponse:
    return render(request, "demo/mailbox_list.html", {"mailboxes": mails.mailboxes(maildir())})


@require_safe
def mailbox_detail(request: HttpRequest, recipient: str) -> HttpResponse:
    kept = mails.mails(maildir(), recipient)
    if not kept:
        raise Http404
    return render(request, "demo/mailbox_detail.html", {"recipient": recipient, "mails": kept})


@require_safe
def mail_detail(request: HttpRequest, recipient: str, key: str) -> HttpResponse:
    mail = next((mail for mail in mails.mails(maildir(), recipient) if mail.key == key), None)
    if mail is None:
        raise Http404
    message = mails.read(maildir(), key)
    context = {"mail": mail, "text": mails.text_of(message), "attachments": mails.attachments_of(message)}
    return render(request, "demo/mail_detail.html", context)

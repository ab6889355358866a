"""One delivery with every mail and try of it; all deliveries of one person."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from actionplans.ledger import Row, full, letters_of, moment, rows
from actionplans.models import Delivery
from actionplans.permissions import can_write
from actionplans.presentation.subjects import said_of
from actionplans.services import recall as services
from actionplans.services.errors import Refused
from members.models import OutboxMail, Person
from members.paging import keyset_page
from members.views.gates import inside, only


@inside
@require_GET
@only(can_write)
def delivery_detail(request: HttpRequest, pk: int) -> HttpResponse:
    delivery = get_object_or_404(full(Delivery.objects.all()), pk=pk)
    (row,) = _rows([delivery])
    context = {
        "nav": "plans",
        "delivery": delivery,
        "row": row,
        "read_at": timezone.now().isoformat(),
        "said": said_of(delivery.share.subject),
        "letters": letters_of(delivery),
    }
    return render(request, "actionplans/delivery_detail.html", context)


@inside
@require_GET
@only(can_write)
def delivery_of_mail(request: HttpRequest, pk: int) -> HttpResponse:
    """Where a mail of the outbox leads: the delivery that it was written for, whether the first or a reminder."""
    links = OutboxMail.objects.filter(pk=pk, link_uid__isnull=False).values("link_uid")
    delivery = get_object_or_404(Delivery, uid__in=links)
    return redirect("actionplans:delivery_detail", delivery.pk)


@inside
@require_GET
@only(can_write, about=Person)
def deliveries_of(request: HttpRequest, pk: int) -> HttpResponse:
    """All that was sent to this person; what failed can be sent again once the address is corrected.

    `corrected`: whoever has just changed the address goes on to the person where nothing waits to be sent again.
    """
    person = get_object_or_404(Person.objects.select_related("organization"), pk=pk)
    sent = full(Delivery.objects.filter(person=person))
    page = keyset_page(sent, order=("-share__created_at", "-pk"), after=request.GET.get("after"), size=30)
    shown = _rows(page)
    again = sum(row.can_send_again for row in shown)
    waits = sum(row.can_recall for row in shown)
    if "corrected" in request.GET and not again:
        return redirect(person)
    entries = [(row, one.share, said_of(one.share.subject)["name"]) for row, one in zip(shown, page, strict=True)]
    context = {"nav": "members", "person": person, "entries": entries, "page": page, "again": again}
    context |= {"waits": waits}
    return render(request, "actionplans/deliveries_of.html", context)


@inside
@require_POST
@only(can_write, about=Person)
def send_all_again(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(Person, pk=pk)
    try:
        sent = services.send_all_again(person, actor=request.user)
    except Refused as refusal:
        messages.error(request, refusal.words)
    else:
        messages.success(request, _on_their_way([delivery.mail for delivery in sent]))
    return redirect("actionplans:deliveries_of", person.pk)


def _on_their_way(mails: list[OutboxMail]) -> str:
    """All go to one person, so they leave together."""
    count, due_at = len(mails), max(mail.due_at for mail in mails)
    said = {"n": count, "email": mails[0].to_email, "when": moment(due_at, seconds=True)}
    if due_at <= timezone.now():
        words = ngettext("%(n)s mail is on its way to %(email)s.", "%(n)s mails are on their way to %(email)s.", count)
    else:
        words = ngettext(
            "%(n)s mail is on its way to %(email)s and leaves %(when)s; until then you can call it back.",
            "%(n)s mails are on their way to %(email)s and leave %(when)s; until then you can call them back.",
            count,
        )
    return words % said


@inside
@require_POST
@only(can_write, about=Person)
def recall_all_again(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(Person, pk=pk)
    try:
        count = services.recall_all_again(person, actor=request.user)
    except Refused as refusal:
        messages.error(request, refusal.words)
    else:
        words = ngettext("%(n)s mail was called back.", "%(n)s mails were called back.", count)
        messages.success(request, words % {"n": count})
    return redirect("actionplans:deliveries_of", person.pk)


def _rows(deliveries) -> list[Row]:
    return rows(deliveries, retries=len(settings.OUTBOX_RETRY_SECONDS))

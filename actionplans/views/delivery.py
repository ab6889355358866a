"""The stakeholder's pages: no account, one link. The secret in the address is the only proof that counts.

So no cookie is looked at and none is needed against forged requests: whoever can forge the address has the link. (With
`no-referrer` browsers send `Origin: null`, which the usual protection would refuse.)
"""

from collections.abc import Callable
from functools import wraps

from allauth.core.ratelimit import consume
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from actionplans import notice_pdf, pdf, presentation
from actionplans.content import content_of, without_origins
from actionplans.forms.delivery import AcknowledgeForm, DeclineForm
from actionplans.models import Delivery, PlanVersion
from actionplans.models.deliveries import READABLE
from actionplans.presentation.delivered import extract_words, notice_page, part_of, plan_page
from actionplans.services import delivery as services
from actionplans.services.share import sender_organization
from actionplans.views.parts import opened_part
from members.models import OutboxMail
from members.tokens import digest, token_for
from members.unsubscribe import path_for
from members.views.by_link import chosen_language, language_of, private

FOUND = ("share__version__plan", "share__notice__minutes__current", "share__created_by", "person", "organization")


def by_link(view: Callable) -> Callable:
    """view(request, delivery, token). A wrong, revoked or ended link is one same page that says nothing of any plan."""

    @wraps(view)
    def opened(request: HttpRequest, token: str) -> HttpResponse:
        usable = Delivery.objects.usable().readable()
        found = usable.select_related(*FOUND).defer("share__notice__minutes__current__content")
        delivery = found.filter(token_sha256=digest(token)).first()
        language = language_of(request, delivery.language if delivery else None)
        with translation.override(language):
            if delivery is None:
                response = render(request, "actionplans/delivery_unavailable.html", status=404)
            else:
                response = view(request, delivery, token)
        return private(response, language)

    return opened


@require_GET
@by_link
def delivery_open(request: HttpRequest, delivery: Delivery, token: str) -> HttpResponse:
    """Changes nothing: mail scanners open links."""
    return _page(request, delivery, token)


@require_GET
@by_link
def delivery_pdf(request: HttpRequest, delivery: Delivery, token: str) -> HttpResponse:
    version, language = delivery.share.version, translation.get_language()
    if version is None:
        notice, day = delivery.share.notice, timezone.localdate(delivery.share.created_at)
        name = slugify(notice)[:80] or _("notice")
        return _paper(notice_pdf.of_notice(notice, language=language, sent_on=day), f"{name}.pdf")
    content = without_origins(content_of(version))
    part = part_of(content, delivery, request.GET)
    said, name = pdf.said_of(version), presentation.file_name(version, "pdf")
    if not part.is_whole:
        said |= {"kept": frozenset(row["code"] for row in part.rows), "extract": extract_words(part, delivery)}
        name = name.removesuffix(".pdf") + "-" + _("extract") + ".pdf"
    return _paper(pdf.render(content, language=language, **said), name)


def _paper(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type="application/pdf")
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response


@csrf_exempt
@require_POST
@by_link
def delivery_opened(request: HttpRequest, delivery: Delivery, token: str) -> HttpResponse:
    services.note_opened(actor=delivery)
    return HttpResponse(status=204)


@csrf_exempt
@require_POST
@by_link
def delivery_acknowledge(request: HttpRequest, delivery: Delivery, token: str) -> HttpResponse:
    return _answer(request, delivery, token, "form", services.acknowledge)


@csrf_exempt
@require_POST
@by_link
def delivery_decline(request: HttpRequest, delivery: Delivery, token: str) -> HttpResponse:
    return _answer(request, delivery, token, "decline_form", services.decline)


def _answer(request: HttpRequest, delivery: Delivery, token: str, name: str, act: Callable) -> HttpResponse:
    """`name`: which of _forms it is."""
    form = _forms(delivery, request.POST)[name]
    if delivery.acknowledged_at:
        return _page(request, delivery, token, refusal=services.AlreadyAcknowledged.words, status=409)
    if not form.is_valid():
        return _page(request, delivery, token, {name: form})
    if delivery.share.by_address and not consume(request, action="delivery_address", key=str(delivery.pk)):
        form.add_error("email", _("That were many tries. Try again in ten minutes."))
        return _page(request, delivery, token, {name: form}, status=429)
    try:
        act(**form.cleaned_data, actor=delivery)
    except services.AnotherAddress as other:
        form.add_error("email", other.words)
        return _page(request, delivery, token, {name: form})
    except services.AlreadyAcknowledged as already:
        delivery.refresh_from_db()
        return _page(request, delivery, token, refusal=already.words, status=409)
    except services.LinkEnded:
        return render(request, "actionplans/delivery_unavailable.html", status=404)
    return redirect(f"{_address('delivery_open', token)}{chosen_language(request)}#receipt")


def _forms(delivery: Delivery, data=None) -> dict:
    by_address = delivery.share.by_address
    return {
        "form": AcknowledgeForm(data, by_address=by_address, initial={"name": delivery.person.name}),
        "decline_form": DeclineForm(data, by_address=by_address),
    }


def _page(request, delivery: Delivery, token: str, forms: dict | None = None, refusal="", status=200) -> HttpResponse:
    version = delivery.share.version
    shown = plan_page(version, delivery, request.GET) if version else notice_page(delivery)
    asked_language = request.GET.get("lang", "") if chosen_language(request) else ""
    if version:
        asked = shown["part"].query | ({"lang": asked_language} if asked_language else {})
        shown |= opened_part(request, shown["rows"], _address("delivery_open", token), asked=asked)
    names = ("open", "pdf", "opened", "acknowledge", "decline")
    context = {
        "delivery": delivery,
        "sender": sender_organization(delivery.share.created_by),
        "newer": _newer(delivery) if version else _corrected(delivery),
        "refusal": refusal,
        "unsubscribe": path_for(delivery.person_id),
        "addresses": {name: _address(f"delivery_{name}", token) for name in names},
        "chosen_language": chosen_language(request),
        "asked_language": asked_language,
    }
    template = "actionplans/delivery_open.html" if version else "actionplans/delivery_notice.html"
    return render(request, template, context | shown | _forms(delivery) | (forms or {}), status=status)


def _newer(delivery: Delivery) -> dict | None:
    """The newest version; `held`, `address`: the newest that this reader was sent too, where there is one."""
    version = delivery.share.version
    if version.state != PlanVersion.State.SUPERSEDED:
        return None
    later = PlanVersion.objects.filter(plan=version.plan_id, number__gt=version.number, state__in=READABLE)
    successor = later.order_by("-number").only("number", "published_at").first()
    if successor is None:
        return None
    sent = Delivery.objects.usable().filter(person=delivery.person_id, share__version__in=later)
    newest = sent.order_by("-share__version__number", "-pk").values_list("uid", "share__version__number").first()
    if newest is None:
        return {"version": successor, "held": None, "address": ""}
    uid, held = newest
    return {"version": successor, "held": held, "address": _address("delivery_open", token_for(uid))}


def _corrected(delivery: Delivery) -> dict | None:
    """Of parts of minutes: the version that corrected them; `address`: the parts of it that this reader was sent."""
    notice = delivery.share.notice
    version = notice.correction
    if version is None:
        return None
    since = {"share__notice__minutes": notice.minutes_id, "share__notice__created_at__gt": version.published_at}
    sent = Delivery.objects.usable().filter(person=delivery.person_id, **since)
    uid = sent.exclude(mail__state=OutboxMail.State.WITHDRAWN).order_by("-pk").values_list("uid", flat=True).first()
    return {"version": version, "address": _address("delivery_open", token_for(uid)) if uid else ""}


def _address(name: str, token: str) -> str:
    return reverse(f"actionplans:{name}", args=[token])

"""The stakeholder's pages: no account, one link. The secret in the address is the only proof that counts.

So no cookie is looked at and none is needed against forged requests: whoever can forge the address has the link. (With
`no-referrer` browsers send `Origin: null`, which the usual protection would refuse.)
"""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import add_never_cache_headers, patch_cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from actionplans import pdf, presentation
from actionplans.content import content_of, without_origins
from actionplans.forms.delivery import AcknowledgeForm
from actionplans.models import Delivery, PlanVersion
from actionplans.services import delivery as services
from actionplans.services.share import READABLE, sender_organization
from members.tokens import digest, token_for

FOUND = ("share__version__plan", "share__created_by", "person", "organization")


def by_link(view: Callable) -> Callable:
    """view(request, delivery, token). A wrong, revoked or ended link is one same page that says nothing of any plan."""

    @wraps(view)
    def opened(request: HttpRequest, token: str) -> HttpResponse:
        usable = Delivery.objects.usable().filter(share__version__state__in=READABLE)
        delivery = usable.select_related(*FOUND).filter(token_sha256=digest(token)).first()
        language = _language(request, delivery)
        with translation.override(language):
            if delivery is None:
                response = render(request, "actionplans/delivery_unavailable.html", status=404)
            else:
                response = view(request, delivery, token)
        return _private(response, language)

    return opened


@require_GET
@by_link
def delivery_open(request: HttpRequest, delivery: Delivery, token: str) -> HttpResponse:
    """Changes nothing: mail scanners open links."""
    return _page(request, delivery, token, AcknowledgeForm(initial={"name": delivery.person.name}))


@require_GET
@by_link
def delivery_pdf(request: HttpRequest, delivery: Delivery, token: str) -> HttpResponse:
    version, language = delivery.share.version, translation.get_language()
    paper = pdf.render(without_origins(content_of(version)), language=language, **pdf.said_of(version))
    response = HttpResponse(paper, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{presentation.file_name(version, "pdf")}"'
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
    form = AcknowledgeForm(request.POST)
    if not form.is_valid() and not delivery.acknowledged_at:
        return _page(request, delivery, token, form)
    try:
        services.acknowledge(**form.cleaned_data, actor=delivery)
    except services.AlreadyAcknowledged as already:
        delivery.refresh_from_db()
        return _page(request, delivery, token, form, refusal=already.words, status=409)
    except services.LinkEnded:
        return render(request, "actionplans/delivery_unavailable.html", status=404)
    return redirect(f"{_address('delivery_open', token)}{_chosen_language(request)}#receipt")


def _page(request, delivery: Delivery, token: str, form: AcknowledgeForm, refusal="", status=200) -> HttpResponse:
    version, language = delivery.share.version, translation.get_language()
    content = without_origins(content_of(version))
    own = presentation.rows(content, language, organization_ids=frozenset([delivery.organization_id]))
    only_mine = request.GET.get("only") == "mine"
    context = {
        "delivery": delivery,
        "version": version,
        "title": presentation.plan_title(content, language),
        "period": presentation.period(content, language),
        "rows": concerning(own) if only_mine else own,
        "mine": sum(row["mine"] for row in own),
        "all": len(own),
        "only_mine": only_mine,
        "sender": sender_organization(delivery.share.created_by),
        "newer": _newer(delivery),
        "form": form,
        "refusal": refusal,
        "address": _address("delivery_open", token),
        "pdf": _address("delivery_pdf", token),
        "opened": _address("delivery_opened", token),
        "acknowledge": _address("delivery_acknowledge", token),
        "chosen_language": _chosen_language(request),
    }
    return render(request, "actionplans/delivery_open.html", context, status=status)


def _newer(delivery: Delivery) -> dict | None:
    """The version that took this one's place; its link only for whoever was sent that version too."""
    version = delivery.share.version
    if version.state != PlanVersion.State.SUPERSEDED:
        return None
    later = PlanVersion.objects.filter(plan=version.plan_id, number__gt=version.number, state__in=READABLE)
    successor = later.order_by("number").only("number", "published_at").first()
    if successor is None:
        return None
    sent = Delivery.objects.usable().filter(person=delivery.person_id, share__version=successor)
    uid = sent.values_list("uid", flat=True).first()
    return {"version": successor, "address": _address("delivery_open", token_for(uid)) if uid else ""}


def concerning(shown: list[dict]) -> list[dict]:
    """What names the reader's organization, below what it belongs to."""
    above = {".".join(row["code"].split(".")[:n]) for row in shown if row["mine"] for n in range(1, 5)}
    return [row for row in shown if row["mine"] or row["code"] in above]


def _language(request: HttpRequest, delivery: Delivery | None) -> str:
    """What the reader switched to, else the language of the delivery."""
    asked = request.GET.get("lang")
    if asked in dict(settings.LANGUAGES):
        return asked
    if delivery is None or settings.LANGUAGE_COOKIE_NAME in request.COOKIES:
        return translation.get_language()
    return delivery.language


def _chosen_language(request: HttpRequest) -> str:
    asked = request.GET.get("lang")
    return f"?lang={asked}" if asked in dict(settings.LANGUAGES) else ""


def _address(name: str, token: str) -> str:
    return reverse(f"actionplans:{name}", args=[token])


def _private(response: HttpResponse, language: str) -> HttpResponse:
    """Kept by no cache, found by no search engine, named to no other site."""
    add_never_cache_headers(response)
    patch_cache_control(response, no_store=True, private=True)
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Content-Language"] = language
    return response

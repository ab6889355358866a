from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from actionplans.forms.share import FilterForm, RecipientsForm, SendForm, by_organization, offered_people
from actionplans.ledger import ledger, moment
from actionplans.models import Delivery, PlanVersion, Share
from actionplans.permissions import can_write
from actionplans.services import share as services
from actionplans.services.errors import Refused
from actionplans.services.reminders import to_remind
from members.models import Person
from members.views.gates import inside, only


@inside
@require_http_methods(["GET", "POST"])
@only(can_write)
def share_create(request: HttpRequest, pk: int) -> HttpResponse:
    """GET: whom to send it to. POST: a preview of exactly that, with the choice below to be changed."""
    version = _version(request, pk)
    if not _in_force(request, version):
        return redirect(version)
    posted = request.POST if request.method == "POST" else None
    form = RecipientsForm(posted, offered=offered_people())
    preview = _preview(request, version, form) if posted is not None and form.is_valid() else None
    return _choose(request, version, form, preview)


@inside
@require_POST
@only(can_write)
def share_send(request: HttpRequest, pk: int) -> HttpResponse:
    version = _version(request, pk)
    form, send = RecipientsForm(request.POST, offered=offered_people()), SendForm(request.POST)
    if not (form.is_valid() and send.is_valid()):
        return _choose(request, version, form)
    people, message = form.cleaned_data["recipients"], form.cleaned_data["message"]
    try:
        share = services.share_version(version, people, message, actor=request.user, nonce=send.cleaned_data["nonce"])
    except Refused as refusal:
        messages.error(request, refusal.words)
        return redirect(version)
    messages.success(request, _sent(len(people)))
    return redirect(share)


def _sent(count: int) -> str:
    if settings.SHARE_HOLD_SECONDS:
        words = ngettext(
            "%(count)s mail leaves in %(seconds)s seconds; until then you can call it back.",
            "%(count)s mails leave in %(seconds)s seconds; until then you can call them back.",
            count,
        )
    else:
        words = ngettext("%(count)s mail is on its way.", "%(count)s mails are on their way.", count)
    return words % {"count": count, "seconds": settings.SHARE_HOLD_SECONDS}


@inside
@require_GET
@only(can_write)
def share_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The ledger. Everything on it comes from the database, so it survives being closed."""
    share = find_share(pk)
    others = Share.objects.filter(version=share.version_id).exclude(pk=pk)[:20]
    sender = getattr(share.created_by, "person", None)
    context = {"nav": "plans", "others": others, "sender": sender and sender.organization}
    return render(request, "actionplans/share_detail.html", context | _ledger_context(share))


@inside
@require_GET
@only(can_write)
def share_ledger(request: HttpRequest, pk: int) -> HttpResponse:
    """The parts of share_detail that move, with the acts in its head. Once all is settled it asks no more."""
    return render(request, "actionplans/_ledger.html", {"alone": True} | _ledger_context(find_share(pk)))


@inside
@require_POST
@only(can_write)
def delivery_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    delivery = get_object_or_404(Delivery.objects.select_related("organization", "share"), pk=pk)
    services.revoke_delivery(delivery, actor=request.user)
    words = _("The link of %(organization)s is closed: it opens nothing any more.")
    messages.success(request, words % {"organization": delivery.organization})
    return redirect(delivery.share)


def _version(request: HttpRequest, pk: int) -> PlanVersion:
    versions = PlanVersion.objects.visible_to(request.user).select_related("plan").defer("content")
    return get_object_or_404(versions, pk=pk)


def find_share(pk: int) -> Share:
    shares = Share.objects.select_related("version__plan", "created_by__person__organization")
    shares = shares.defer("version__content")
    return get_object_or_404(shares, pk=pk)


def _in_force(request: HttpRequest, version: PlanVersion) -> bool:
    if version.state == PlanVersion.State.PUBLISHED:
        return True
    messages.error(request, services.NotInForce.words)
    return False


def _choose(request: HttpRequest, version: PlanVersion, form: RecipientsForm, preview=None) -> HttpResponse:
    narrowing = FilterForm(request.GET or None)
    ticked = form.ticked
    listed = {person.pk for person in narrowing.shown(form.offered.values())} | ticked
    shown = [person for person in form.offered.values() if person.pk in listed]
    had = set(Delivery.objects.filter(share__version=version).values_list("person_id", flat=True))
    context = {
        "nav": "plans",
        "version": version,
        "form": form,
        "filter": narrowing,
        "organizations": by_organization(shown, ticked, had),
        "preview": preview,
        "again": sum(person.pk in had for person in preview.people) if preview else 0,
        "shares": Share.objects.filter(version=version)[:20] if had else [],
    }
    return render(request, "actionplans/share_form.html", context)


@dataclass(frozen=True)
class Preview:
    people: list[Person]
    letters: list[dict]
    domains: list[tuple[str, int]]
    send: SendForm
    chosen: str


def _preview(request: HttpRequest, version: PlanVersion, form: RecipientsForm) -> Preview:
    """How many, in which languages and to which domains, and the mail as the first reader of each language gets it."""
    people, message = form.cleaned_data["recipients"], form.cleaned_data["message"]
    letters, domains = [], {}
    for code, _name in settings.LANGUAGES:
        readers = [person for person in people if person.language == code]
        if readers:
            subject, text = services.preview(version, readers[0], message, actor=request.user)
            name = get_language_info(code)["name_translated"]
            letters.append({"code": code, "name": name, "count": len(readers), "subject": subject, "text": text})
    for person in people:
        domain = person.email.rpartition("@")[2].lower()
        domains[domain] = domains.get(domain, 0) + 1
    frequent = sorted(domains.items(), key=lambda entry: (-entry[1], entry[0]))
    return Preview(people, letters, frequent, SendForm(), ",".join(str(person.pk) for person in people))


def _ledger_context(share: Share) -> dict:
    in_force = share.version.state == PlanVersion.State.PUBLISHED
    return {
        "share": share,
        "ledger": ledger(share, retries=len(settings.OUTBOX_RETRY_SECONDS)),
        "to_remind": to_remind(share.version).count() if in_force else 0,
        "held_until": moment(share.held_until, seconds=True),
    }

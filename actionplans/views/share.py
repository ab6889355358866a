"""Choosing recipients, seeing what will be sent, sending."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from actionplans.forms.share import FilterForm, ListNameForm, RecipientsForm, SendForm, given, listed, offered_people
from actionplans.ledger import coverage
from actionplans.models import Delivery, Notice, PlanVersion, Share
from actionplans.models.deliveries import Subject, about
from actionplans.permissions import can_write
from actionplans.presentation.subjects import said_of
from actionplans.services import recipient_lists
from actionplans.services import share as services
from actionplans.services.errors import NameTaken, Refused
from actionplans.services.subjects import can_be_shared
from actionplans.views.share_preview import Preview, preview_of
from members.views.gates import inside, only


@inside
@require_http_methods(["GET", "POST"])
@only(can_write)
def share_create(request: HttpRequest, pk: int, kind: type[Subject] = PlanVersion) -> HttpResponse:
    """GET: whom to send it to; with `missing`, whom no share has reached is ticked; with `former`, whoever has only the
    parts of these minutes from before their correction. POST: a preview of exactly that, with the choice below to be
    changed; with `show` another part of the list, all that was chosen and written kept; with `save_list` the choice is
    kept under the name that was given, too."""
    subject = find_subject(request, kind, pk)
    if not can_be_shared(subject):
        messages.error(request, services.NotInForce.words)
        return redirect(subject)
    if "show" in request.POST:
        return _choose(request, subject, _looking(request))
    posted = request.POST if request.method == "POST" else None
    form = RecipientsForm(posted, offered=offered_people())
    if posted is None or not form.is_valid():
        return _choose(request, subject, form)
    naming = _saved_list(request, form) if "save_list" in posted else ListNameForm()
    return _choose(request, subject, form, preview_of(request, subject, form), naming)


def _looking(request: HttpRequest) -> RecipientsForm:
    """What was chosen and written so far, not to be judged yet."""
    data = request.POST
    typed = {"groups": data.getlist("groups"), "message": data.get("message"), "by_address": "by_address" in data}
    return RecipientsForm(initial=typed, offered=offered_people())


def _saved_list(request: HttpRequest, form: RecipientsForm) -> ListNameForm:
    naming = ListNameForm(request.POST)
    if not naming.is_valid():
        return naming
    people = [person.pk for person in form.cleaned_data["recipients"]]
    try:
        saved = recipient_lists.save_list(naming.cleaned_data["name"], people, actor=request.user)
    except NameTaken as refusal:
        naming.add_error("name", refusal.words)
        return naming
    messages.success(request, _("The list “%(name)s” is saved.") % {"name": saved})
    return ListNameForm()


@inside
@require_POST
@only(can_write)
def share_send(request: HttpRequest, pk: int, kind: type[Subject] = PlanVersion) -> HttpResponse:
    subject = find_subject(request, kind, pk)
    form, send = RecipientsForm(request.POST, offered=offered_people()), SendForm(request.POST)
    if not (form.is_valid() and send.is_valid()):
        return _choose(request, subject, form)
    data = form.cleaned_data
    choice = {"by_address": data["by_address"], "nonce": send.cleaned_data["nonce"]}
    try:
        share = services.share_with(subject, data["recipients"], data["message"], **choice, actor=request.user)
    except Refused as refusal:
        messages.error(request, refusal.words)
        return redirect(subject)
    messages.success(request, _sent(len(data["recipients"])))
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
@require_POST
@only(can_write)
def delivery_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    delivery = get_object_or_404(Delivery.objects.select_related("organization", "share"), pk=pk)
    services.revoke_delivery(delivery, actor=request.user)
    words = _("The link of %(organization)s is closed: it opens nothing any more.")
    messages.success(request, words % {"organization": delivery.organization})
    return redirect(delivery.share)


def find_subject(request: HttpRequest, kind: type[Subject], pk: int) -> Subject:
    if kind is Notice:
        notices = Notice.objects.select_related("minutes__current").defer("minutes__current__content")
        return get_object_or_404(notices, pk=pk)
    versions = PlanVersion.objects.visible_to(request.user).select_related("plan").defer("content")
    return get_object_or_404(versions, pk=pk)


def _choose(
    request: HttpRequest,
    subject: Subject,
    form: RecipientsForm,
    preview: Preview | None = None,
    naming: ListNameForm | None = None,
) -> HttpResponse:
    narrowing = FilterForm(request.POST if request.method == "POST" else request.GET or None)
    asks_missing = request.method == "GET" and "missing" in request.GET
    asks_former = request.method == "GET" and "former" in request.GET and isinstance(subject, Notice)
    ticked = (
        _missing(subject, narrowing) if asks_missing else _former(subject) if asks_former else _ticked(request, form)
    )
    had = set(Delivery.objects.filter(**about(subject, "share__")).values_list("person_id", flat=True))
    context = {
        "nav": "plans",
        "said": said_of(subject),
        "form": form,
        "filter": narrowing,
        "people": listed(form.offered, narrowing, ticked, had, is_open="show" in request.POST),
        "preview": preview,
        "missing": len(ticked) if asks_missing else None,
        "former": len(ticked) if asks_former else None,
        "naming": naming,
        "again": sum(person.pk in had for person in preview.people) if preview else 0,
        "shares": Share.objects.filter(**about(subject))[:20] if had else [],
    }
    return render(request, "actionplans/share_form.html", context)


def _ticked(request: HttpRequest, form: RecipientsForm) -> set[int]:
    return given(request.POST, form.offered) if "show" in request.POST else form.ticked


def _missing(subject: Subject, narrowing: FilterForm) -> set[int]:
    """Whom no share has reached yet, of those shown."""
    missing = coverage.shown(narrowing.narrow(coverage.concerned(subject)), coverage.MISSING)
    return set(missing.values_list("pk", flat=True))


def _former(notice: Notice) -> set[int]:
    """Whoever has parts of the same minutes from before their correction, and none from after it."""
    deliveries = Delivery.objects.left_behind().filter(share__notice__minutes=notice.minutes_id)
    return set(deliveries.values_list("person_id", flat=True))

"""A person's own data: seen, downloaded, consented to, and the request that it be erased."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from alianza.rights import holdings
from alianza.rights.holdings import Subject, subject_of, subject_of_person
from members import policy, sheets
from members.models import Consent, Person
from members.permissions import can_ask_erasure, can_coordinate, can_hand_over_data
from members.services import consents, erasures
from members.views.gates import inside, only

FILES = {
    "json": ("application/json", holdings.as_json),
    "xlsx": (sheets.XLSX, holdings.as_xlsx),
}


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    context = {"paragraphs": policy.paragraphs(get_language() or "es"), "version": policy.VERSION}
    return render(request, "alianza/privacy.html", context)


@login_required
@require_safe
def my_data(request: HttpRequest) -> HttpResponse:
    return _page(request, subject_of(request.user))


@login_required
@require_safe
def my_data_file(request: HttpRequest, kind: str) -> HttpResponse:
    return _file(subject_of(request.user), kind)


@login_required
@require_POST
def my_consent(request: HttpRequest) -> HttpResponse:
    """`give` or `withdraw`."""
    return _consent(request, _own_person(request), Consent.Way.PAGE)


@login_required
@require_POST
def my_erasure(request: HttpRequest) -> HttpResponse:
    return _erasure(request, _own_person(request))


@inside
@require_safe
def person_data(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, subject_of_person(_person(request, pk)))


@inside
@require_safe
def person_data_file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    return _file(subject_of_person(_person(request, pk)), kind)


@only(can_coordinate, about=Person)
@require_POST
def person_consent(request: HttpRequest, pk: int) -> HttpResponse:
    return _consent(request, get_object_or_404(Person, pk=pk), Consent.Way.PAPER)


@only(can_coordinate, about=Person)
@require_POST
def person_erasure(request: HttpRequest, pk: int) -> HttpResponse:
    return _erasure(request, get_object_or_404(Person, pk=pk))


def _own_person(request: HttpRequest) -> Person:
    return get_object_or_404(Person, user=request.user)


def _person(request: HttpRequest, pk: int) -> Person:
    seen = Person.objects.visible_to(request.user).select_related("user", "organization")
    person = get_object_or_404(seen, pk=pk)
    if not can_hand_over_data(request.user, person):
        raise PermissionDenied
    return person


def _page(request: HttpRequest, subject: Subject) -> HttpResponse:
    person = subject.person
    context = {
        "subject": subject,
        "is_own": subject.user == request.user,
        "holdings": holdings.holdings(subject),
        "consent": person and person.consents.filter(withdrawn_at=None).first(),
        "version": policy.VERSION,
        "erasure": person and person.erasures.first(),
        "can_ask": person and can_ask_erasure(request.user, person),
    }
    return render(request, "alianza/my_data.html", context)


def _file(subject: Subject, kind: str) -> HttpResponse:
    if kind not in FILES:
        raise Http404
    content_type, made = FILES[kind]
    disposition = content_disposition_header(as_attachment=True, filename=_("my-data") + f".{kind}")
    return HttpResponse(made(subject), content_type=content_type, headers={"Content-Disposition": disposition})


def _consent(request: HttpRequest, person: Person, way: str) -> HttpResponse:
    if "withdraw" in request.POST:
        if consents.withdraw_consent(person):
            messages.success(request, _("The consent is withdrawn. What is held stays until its erasure is asked for."))
    else:
        consents.give_consent(person, way, language=person.language)
        messages.success(request, _("The consent is on record, with its text."))
    return _back(request, person)


def _erasure(request: HttpRequest, person: Person) -> HttpResponse:
    try:
        if "take_back" in request.POST:
            erasures.take_back(person, actor=request.user)
            messages.success(request, _("The request is taken back. Nothing was changed."))
        else:
            erasures.ask_erasure(person, actor=request.user)
            messages.success(request, _("The request is on record. An administrator decides on it."))
    except erasures.Refused as refusal:
        messages.error(request, refusal.words)
    return _back(request, person)


def _back(request: HttpRequest, person: Person) -> HttpResponse:
    if person.user_id == request.user.pk:
        return redirect("my_data")
    return redirect("person_data", person.pk) if can_hand_over_data(request.user, person) else redirect(person)

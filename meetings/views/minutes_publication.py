from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from meetings.forms.minutes import CorrectionForm, PublishForm
from meetings.models import Meeting, Minutes, MinutesVersion
from meetings.presentation.acta import document
from meetings.presentation.acta_content import acta_of
from meetings.services import minutes as writing
from meetings.services import minutes_publication as services
from meetings.services.errors import NotApproved, Refused
from meetings.services.minutes_mails import to_be_told, without_address
from meetings.views.minutes import with_minutes
from members.permissions import can_coordinate
from members.views.gates import only


@only(can_coordinate, about=Meeting)
def minutes_publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Asked by GET: what will happen, and to how many. Done by POST."""
    meeting, minutes = with_minutes(pk)
    version = _approved(minutes)
    if version is None:
        messages.warning(request, NotApproved.words)
        return redirect(meeting)
    form = PublishForm(request.POST or None, initial={"version": version.pk})
    if request.method == "POST" and form.is_valid():
        return _publish(request, meeting, version, form.cleaned_data["version"])
    context = {
        "nav": "meetings",
        "meeting": meeting,
        "version": version,
        "acta": document(acta_of(version), get_language() or "es", place=True),
        "form": form,
        "told": len(to_be_told(meeting)),
        "unreachable": without_address(meeting),
    }
    return render(request, "meetings/minutes_publish.html", context)


def _approved(minutes: Minutes) -> MinutesVersion | None:
    return minutes.versions.filter(state=MinutesVersion.State.APPROVED).first() if minutes.pk else None


def _publish(request: HttpRequest, meeting: Meeting, version: MinutesVersion, read: int) -> HttpResponse:
    if read != version.pk:
        messages.warning(request, _("Another version was approved while you were reading. Read it before publishing."))
        return redirect("meetings:minutes_publish", meeting.pk)
    try:
        told = services.publish_minutes(version, actor=request.user)
    except Refused as refused:
        messages.warning(request, refused.words)
        return redirect(meeting)
    said = ngettext(
        "The minutes are published; %(n)s person is told.", "The minutes are published; %(n)s persons are told.", told
    )
    messages.success(request, said % {"n": told})
    return redirect(meeting)


@only(can_coordinate, about=Meeting)
def minutes_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """What is published stays in force until the correction is approved and published too."""
    meeting, minutes = with_minutes(pk)
    form = CorrectionForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid() and minutes.pk:
        try:
            writing.start_correction(minutes, form.cleaned_data["reason"], actor=request.user)
        except Refused as refused:
            form.add_error(None, refused.words)
            status = 409
        else:
            return redirect("meetings:minutes_edit", pk)
    context = {"nav": "meetings", "meeting": meeting, "form": form}
    return render(request, "meetings/minutes_correct.html", context, status=status)


@only(can_coordinate, about=Meeting)
@require_POST
def minutes_drop(request: HttpRequest, pk: int) -> HttpResponse:
    meeting, minutes = with_minutes(pk)
    try:
        writing.drop_correction(minutes, actor=request.user)
    except (Refused, Minutes.DoesNotExist):
        messages.warning(request, _("Nobody is correcting these minutes."))
    else:
        messages.success(request, _("The published minutes hold as they are."))
    return redirect(meeting)

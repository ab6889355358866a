"""Notices: written here, shared through the same ledger as the plan."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from actionplans.forms.notices import ExtractForm, NoticeForm, TitlesForm
from actionplans.models import Delivery, Notice
from actionplans.permissions import can_write
from actionplans.services import notice_texts as services
from actionplans.services.errors import Refused
from meetings.models import Meeting, Minutes
from meetings.presentation.markdown import to_html
from members.views.gates import inside, only


@inside
@require_safe
@only(can_write)
def notice_detail(request: HttpRequest, pk: int) -> HttpResponse:
    notices = Notice.objects.select_related("minutes__meeting", "minutes__current").defer("minutes__current__content")
    notice = get_object_or_404(notices, pk=pk)
    context = {
        "nav": "plans",
        "notice": notice,
        "correction": notice.correction,
        "left_behind": _left_behind(notice.minutes),
        "title": str(notice),
        "text": to_html(notice.words),
        "shares": notice.shares.all()[:20],
    }
    return render(request, "actionplans/notice_detail.html", context)


@inside
@require_http_methods(["GET", "POST"])
@only(can_write)
def notice_create(request: HttpRequest) -> HttpResponse:
    form = NoticeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return redirect(services.write_notice(**form.cleaned_data, actor=request.user))
    return _form(request, form)


@inside
@require_http_methods(["GET", "POST"])
@only(can_write)
def notice_update(request: HttpRequest, pk: int) -> HttpResponse:
    notice = get_object_or_404(Notice.objects.select_related("minutes__meeting"), pk=pk)
    kind = TitlesForm if notice.minutes_id else NoticeForm
    form = kind(request.POST or None, instance=notice)
    if request.method == "POST" and form.is_valid():
        data = {"text": notice.text, "text_en": notice.text_en} | form.cleaned_data
        try:
            return redirect(services.rewrite_notice(notice, **data, actor=request.user))
        except Refused as refusal:
            form.add_error(None, refusal.words)
    return _form(request, form, notice=notice)


@inside
@require_http_methods(["GET", "POST"])
@only(can_write)
def notice_from_minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """`pk`: of the meeting. Which parts of its published minutes go outside."""
    meetings = Meeting.objects.visible_to(request.user).order_by()
    minutes = get_object_or_404(Minutes.objects.select_related("meeting", "current"), meeting=pk, meeting__in=meetings)
    if not minutes.is_published:
        messages.error(request, services.MinutesNotPublished.words)
        return redirect(minutes.meeting)
    initial = {"title": _("Minutes of %(meeting)s") % {"meeting": minutes.meeting.title}}
    form = ExtractForm(request.POST or None, minutes=minutes, initial=initial)
    if request.method == "POST" and form.is_valid():
        titles = {name: form.cleaned_data[name] for name in ("title", "title_en")}
        return redirect(services.notice_from_minutes(minutes, form.chosen, **titles, actor=request.user))
    return _form(
        request, form, minutes=minutes, left_behind=_left_behind(minutes), status=409 if form.is_stale else 200
    )


def _left_behind(minutes: Minutes | None) -> int:
    """How many people outside have parts of these minutes from before their correction, and none from after it."""
    if minutes is None:
        return 0
    behind = Delivery.objects.left_behind().filter(share__notice__minutes=minutes)
    return behind.order_by().values("person").distinct().count()


def _form(request: HttpRequest, form, status: int = 200, **more) -> HttpResponse:
    """`more`: the notice that is rewritten, or the minutes that it comes from."""
    return render(request, "actionplans/notice_form.html", {"nav": "plans", "form": form, **more}, status=status)

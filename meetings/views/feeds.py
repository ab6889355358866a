"""Calendars to subscribe to: a page with their addresses, and the calendars themselves."""

import datetime

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from meetings.models import Body, CalendarFeed
from meetings.presentation import ical
from meetings.services import feeds as services
from members.models import roles_of
from members.text import whole_number
from members.tokens import digest, token_for
from members.views.gates import inside

PAST = datetime.timedelta(days=365)


@inside
@require_safe
def feed_list(request: HttpRequest) -> HttpResponse:
    roles = roles_of(request.user)
    bodies = (
        Body.objects.all()
        if roles.sees_everything
        else Body.objects.filter(organizations__in=roles.organization_ids).distinct()
    )
    own = {feed.body_id: feed for feed in CalendarFeed.objects.filter(person=roles.person_id or 0)}
    rows = [(None, own.get(None)), *((body, own.get(body.pk)) for body in bodies)]
    shown = [
        {"body": body, "feed": feed, "path": f"/meetings/calendar/{token_for(feed.uid)}.ics" if feed else ""}
        for body, feed in rows
    ]
    context = {"nav": "meetings", "rows": shown, "site": settings.SITE_URL}
    return render(request, "meetings/feed_list.html", context)


@inside
@require_POST
def feed_renew(request: HttpRequest) -> HttpResponse:
    """POST `body`: a key, or nothing for the reader's own."""
    given = whole_number(request.POST.get("body"))
    body = get_object_or_404(Body, pk=given) if given is not None else None
    services.renew(body, actor=request.user)
    messages.success(request, _("This is the address now; an earlier one has ended."))
    return redirect("meetings:feed_list")


@inside
@require_POST
def feed_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    feed = get_object_or_404(CalendarFeed, pk=pk, person=roles_of(request.user).person_id or 0)
    services.revoke(feed, actor=request.user)
    messages.success(request, _("The address has ended."))
    return redirect("meetings:feed_list")


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """For calendars, which log in nowhere; in the person's language."""
    found = CalendarFeed.objects.select_related("person", "body").filter(token_sha256=digest(token)).first()
    if found is None:
        raise Http404
    with translation.override(found.person.language):
        meetings = services.meetings_of(found).filter(starts_at__gt=timezone.now() - PAST)
        name = str(found.body) if found.body else _("Meetings of the alliance")
        text = ical.feed(meetings, name)
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response

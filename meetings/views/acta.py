from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from meetings import pdf, word
from meetings.models import Meeting
from meetings.permissions import sees_draft_minutes, sees_place
from members.views.gates import inside

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FORMATS = {"pdf": ("application/pdf", pdf.acta), "docx": (DOCX, word.acta)}


@inside
@require_safe
def minutes_file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """In the reader's language; the place, and people by name, for the invited and the secretariat alone."""
    whole = Meeting.objects.visible_to(request.user).select_related("body__chair", "minutes")
    meeting = get_object_or_404(whole.prefetch_related("attendances", "agenda"), pk=pk)
    minutes = getattr(meeting, "minutes", None)
    if minutes is None or kind not in FORMATS or not (minutes.is_published or sees_draft_minutes(request.user)):
        raise Http404
    content_type, made = FORMATS[kind]
    data = made(meeting, minutes, get_language() or "es", place=sees_place(request.user, meeting))
    name = f"{slugify(_('Minutes'))}-{meeting.number}.{kind}"
    disposition = content_disposition_header(as_attachment=True, filename=name)
    return HttpResponse(data, content_type=content_type, headers={"Content-Disposition": disposition})

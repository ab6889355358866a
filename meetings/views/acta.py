from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from meetings import pdf, word
from meetings.models import Meeting, MinutesVersion
from meetings.permissions import sees_draft_minutes, sees_names
from meetings.presentation.acta_content import Acta, acta_of, draft_of
from members.views.gates import inside

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FORMATS = {"pdf": ("application/pdf", pdf.acta), "docx": (DOCX, word.acta)}
LANGUAGES = ("es", "en")


@inside
@require_safe
def minutes_file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """What is published; before that the draft, for its writers. ?lang= es or en, else the reader's language."""
    whole = Meeting.objects.visible_to(request.user)
    whole = whole.select_related("body__chair", "minutes__current", "proceedings__previous")
    meeting = get_object_or_404(whole.prefetch_related("agenda"), pk=pk)
    minutes = getattr(meeting, "minutes", None)
    if minutes and minutes.current:
        return _file(request, acta_of(minutes.current), kind)
    if minutes is None or not sees_draft_minutes(request.user):
        raise Http404
    return _file(request, draft_of(meeting, minutes), kind)


@inside
@require_safe
def minutes_version_file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """`pk`: of the version."""
    return _file(request, acta_of(get_object_or_404(MinutesVersion.objects.visible_to(request.user), pk=pk)), kind)


def _file(request: HttpRequest, acta: Acta, kind: str) -> HttpResponse:
    """The place, and people by name, for the invited and the secretariat alone."""
    language = request.GET.get("lang") or get_language() or "es"
    if kind not in FORMATS or language not in LANGUAGES:
        raise Http404
    content_type, made = FORMATS[kind]
    data = made(acta, language, place=sees_names(request.user, acta))
    with override(language):
        name = slugify(_("Minutes")) + f"-{acta.content['meeting']['number']}-{language}.{kind}"
    disposition = content_disposition_header(as_attachment=True, filename=name)
    return HttpResponse(data, content_type=content_type, headers={"Content-Disposition": disposition})

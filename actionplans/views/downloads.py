from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from actionplans import pdf, sheet, word
from actionplans.content import content_of
from actionplans.models import PlanVersion
from actionplans.presentation import file_name, version_name
from members.sheets import XLSX
from members.views.gates import inside

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@inside
@require_safe
def version_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """In the reader's language; of a draft too, for those who may see it: each page says that it is one."""
    version = _visible(request, pk)
    content = pdf.of_version(version, get_language() or "es")
    return as_file(content, "application/pdf", file_name(version, "pdf"))


@inside
@require_safe
def version_xlsx(request: HttpRequest, pk: int) -> HttpResponse:
    """What a draft of this plan takes back without a change."""
    version = _visible(request, pk)
    name = f"{version.plan} · {version_name(version)}"
    book = sheet.as_xlsx(content_of(version), name, version.content_sha256 or "")
    return as_file(book, XLSX, file_name(version, "xlsx"))


@inside
@require_safe
def version_docx(request: HttpRequest, pk: int) -> HttpResponse:
    """In the reader's language, as the PDF."""
    version = _visible(request, pk)
    return as_file(word.of_version(version, get_language() or "es"), DOCX, file_name(version, "docx"))


@inside
@require_safe
def version_json(request: HttpRequest, pk: int) -> HttpResponse:
    """Exactly the stored bytes: sha256sum of the file is the version's fingerprint. A draft has neither yet."""
    version = _visible(request, pk)
    if version.content is None:
        raise Http404
    return as_file(version.content.encode(), "application/json", file_name(version, "json"))


def _visible(request: HttpRequest, pk: int) -> PlanVersion:
    return get_object_or_404(PlanVersion.objects.visible_to(request.user).select_related("plan"), pk=pk)


def as_file(content: bytes, content_type: str, name: str) -> HttpResponse:
    disposition = content_disposition_header(as_attachment=True, filename=name)
    return HttpResponse(content, content_type=content_type, headers={"Content-Disposition": disposition})

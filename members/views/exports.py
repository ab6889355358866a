"""What the filter shows and the reader may see, as CSV or XLSX."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from members import sheets
from members.filters import OrganizationFilter, PersonFilter
from members.models import Organization
from members.permissions import can_coordinate
from members.presentation import directory
from members.views.gates import inside
from members.views.people import seen_people

ORDER = ("sort_key", "pk")
AT_ONCE = 500


@inside
@require_safe
def organization_export(request: HttpRequest, kind: str) -> HttpResponse:
    found = OrganizationFilter(request.GET, Organization.objects.visible_to(request.user)).qs
    rows = found.order_by(*ORDER).prefetch_related("topics").iterator(AT_ONCE)
    table = directory.organizations(rows, with_reason=can_coordinate(request.user))
    return _file(kind, _("organizations"), *table)


@inside
@require_safe
def person_export(request: HttpRequest, kind: str) -> HttpResponse:
    found = PersonFilter(request.GET, seen_people(request.user), user=request.user).qs
    return _file(kind, _("people"), *directory.people(found.order_by(*ORDER).iterator(AT_ONCE)))


def _file(kind: str, name: str, head: directory.Head, rows) -> HttpResponse:
    if kind not in sheets.FORMATS:
        raise Http404
    content_type, data = sheets.as_file(kind, name.capitalize(), head, rows)
    disposition = content_disposition_header(as_attachment=True, filename=f"{name}.{kind}")
    return HttpResponse(data, content_type=content_type, headers={"Content-Disposition": disposition})

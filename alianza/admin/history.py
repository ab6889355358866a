"""The audit trail in the admin: every row that changed, read only."""

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from pghistory.admin import EventsAdmin
from pghistory.admin.core import EventsChangeList
from pghistory.core import event_models
from pghistory.models import Events

from alianza.audit import change
from members.models import User


class HistoryList(EventsChangeList):
    """Reads the accounts of a page at once."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        events = list(self.result_list)
        found = User.objects.in_bulk({(e.pgh_context or {}).get("user") for e in events} - {None})
        for event in events:
            event.who = found.get((event.pgh_context or {}).get("user"))
        self.result_list = events


class HistoryAdmin(EventsAdmin):
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER  # they count all that ever changed
    ordering = ["-pgh_created_at", "-pgh_id"]
    readonly_fields = fields = ["when", "label", "what", "name", "values", "changed", "acted"]

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """?event_model= is a table of the trail, or there is no such page."""
        asked = request.GET.get("event_model")
        if asked and asked not in {model._meta.label_lower for model in event_models()}:
            raise Http404
        return super().changelist_view(request, extra_context)

    def get_changelist(self, request: HttpRequest, **kwargs) -> type[HistoryList]:
        return HistoryList

    def get_list_display(self, request: HttpRequest) -> list[str]:
        return ["when", "who", "label", "what", "name", "changed", "address", "page"]

    @admin.display(description=_("when"))
    def when(self, event: Events):
        return event.pgh_created_at

    @admin.display(description=_("who"))
    def who(self, event: Events):
        return event.who

    @admin.display(description=_("act"))
    def label(self, event: Events) -> str:
        return {"insert": _("added"), "update": _("changed"), "delete": _("deleted")}.get(
            event.pgh_label, event.pgh_label
        )

    @admin.display(description=_("what"))
    def what(self, event: Events) -> str:
        return f"{capfirst(change(event, named=False).kind)} {event.pgh_obj_id}"

    @admin.display(description=_("name"))
    def name(self, event: Events) -> str:
        return change(event, named=True).name

    @admin.display(description=_("changed fields"))
    def changed(self, event: Events) -> str:
        return ", ".join(change(event, named=False).fields)

    @admin.display(description=_("address"))
    def address(self, event: Events) -> str:
        return (event.pgh_context or {}).get("address", "")

    @admin.display(description=_("page"))
    def page(self, event: Events) -> str:
        return (event.pgh_context or {}).get("url", "")

    @admin.display(description=_("values"))
    def values(self, event: Events) -> str:
        """Before → after where it changed, the value where it didn't."""
        before_after = event.pgh_diff or {}
        return "\n".join(
            f"{key}: {' → '.join(map(str, before_after[key])) if key in before_after else value}"
            for key, value in sorted(event.pgh_data.items())
        )

    @admin.display(description=_("in which request"))
    def acted(self, event: Events) -> str:
        return "\n".join(f"{key}: {value}" for key, value in (event.pgh_context or {}).items())

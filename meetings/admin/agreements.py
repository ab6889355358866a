from django.contrib import admin

from meetings.models import Agreement


@admin.register(Agreement)
class AgreementAdmin(admin.ModelAdmin):
    """For corrections. Agreements are recorded in their meeting, which numbers them."""

    list_display = ["number", "text", "kind", "owner", "due_on", "state"]
    list_filter = ["state", "kind"]
    list_select_related = ["owner"]
    search_fields = ["number", "text", "owner__name", "meeting__title"]
    date_hierarchy = "due_on"
    readonly_fields = ["meeting", "sequence", "number"]
    autocomplete_fields = ["owner", "owner_person", "partners"]
    show_full_result_count = False

    def has_add_permission(self, request) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False

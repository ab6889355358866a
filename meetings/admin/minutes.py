from django.contrib import admin

from meetings.models import Minutes


@admin.register(Minutes)
class MinutesAdmin(admin.ModelAdmin):
    """Read-only: drafts are written in the meeting, published minutes are frozen."""

    list_display = ["meeting", "state", "published_at", "saved_at"]
    list_filter = ["state"]
    list_select_related = ["meeting"]
    search_fields = ["meeting__number", "meeting__title"]
    show_full_result_count = False

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False

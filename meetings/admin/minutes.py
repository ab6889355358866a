from django.contrib import admin

from meetings.models import Minutes, MinutesVersion


class ReadOnly(admin.ModelAdmin):
    show_full_result_count = False

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False


@admin.register(Minutes)
class MinutesAdmin(ReadOnly):
    """Drafts are written in the meeting, what was sent to review is frozen."""

    list_display = ["meeting", "state", "published_at", "saved_at"]
    list_filter = ["state"]
    list_select_related = ["meeting"]
    search_fields = ["meeting__number", "meeting__title"]


@admin.register(MinutesVersion)
class MinutesVersionAdmin(ReadOnly):
    list_display = ["minutes", "number", "round", "state", "review_until", "published_at"]
    list_filter = ["state"]
    list_select_related = ["minutes__meeting"]
    search_fields = ["minutes__meeting__number", "minutes__meeting__title", "content_sha256"]

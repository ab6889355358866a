from django.contrib import admin

from actionplans.models import Comment


@admin.register(Comment)
class CommentAdmin(admin.ModelAdmin):
    """Corrections, such as words that should never have been written. Who said it, where and when stays."""

    list_display = ["text", "organization", "author", "version", "created_at", "resolved_at"]
    list_filter = ["created_at", ("resolved_at", admin.EmptyFieldListFilter)]
    list_select_related = ["organization", "author", "version"]
    search_fields = ["text", "organization__name", "author__name", "version__plan__title"]
    date_hierarchy = "created_at"
    readonly_fields = [
        *("item", "version", "field", "reply_to", "author", "organization", "asks", "created_at"),
        *("decision", "taken_in", "resolved_at", "resolved_by"),
    ]
    show_full_result_count = False

    def has_add_permission(self, request) -> bool:
        return False

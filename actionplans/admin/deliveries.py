from django.contrib import admin

from actionplans.admin.readonly import ReadOnlyAdmin
from actionplans.models import Delivery, Reminder, Share


@admin.register(Share)
class ShareAdmin(ReadOnlyAdmin):
    list_display = ["version", "created_by", "created_at"]
    list_select_related = ["version", "created_by"]
    search_fields = ["version__plan__title", "message", "created_by__email"]
    date_hierarchy = "created_at"


@admin.register(Delivery)
class DeliveryAdmin(ReadOnlyAdmin):
    """What became of each stakeholder's copy. Links are revoked in the application, where it is seen what that does."""

    list_display = ["organization", "person", "share", "opened_at", "acknowledged_at", "expires_at", "revoked_at"]
    list_filter = [("acknowledged_at", admin.EmptyFieldListFilter), ("revoked_at", admin.EmptyFieldListFilter)]
    list_select_related = ["organization", "person", "share__version"]
    search_fields = ["organization__name", "person__name", "person__email", "acknowledged_name", "note"]
    date_hierarchy = "acknowledged_at"


@admin.register(Reminder)
class ReminderAdmin(ReadOnlyAdmin):
    list_display = ["delivery", "number", "created_by", "created_at"]
    list_select_related = ["delivery__organization", "delivery__person", "created_by"]
    search_fields = ["delivery__organization__name", "delivery__person__name", "created_by__email"]
    date_hierarchy = "created_at"

from django.contrib import admin
from django.db import models

from meetings.models import AgendaItem, Attendance, Body, Meeting


@admin.register(Body)
class BodyAdmin(admin.ModelAdmin):
    list_display = ["name", "kind", "quorum"]
    list_filter = ["kind"]
    search_fields = ["name"]
    autocomplete_fields = ["organizations"]


class AgendaInline(admin.TabularInline):
    model = AgendaItem
    extra = 0


class AttendanceInline(admin.TabularInline):
    model = Attendance
    extra = 0
    autocomplete_fields = ["person", "organization"]


@admin.register(Meeting)
class MeetingAdmin(admin.ModelAdmin):
    list_display = ["number", "title", "body", "kind", "starts_at"]
    list_filter = ["kind", "body"]
    list_select_related = ["body"]
    search_fields = ["number", "title", "body__name"]
    date_hierarchy = "starts_at"
    autocomplete_fields = ["body"]
    inlines = [AgendaInline, AttendanceInline]
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    show_full_result_count = False

    def get_readonly_fields(self, request, obj=None) -> list[str]:
        """The number of an existing meeting stands in its agreements and in mails that were sent."""
        return ["number"] if obj else []

    def has_delete_permission(self, request, obj=None) -> bool:
        """Agreements and published minutes stay for ever, so their meeting does."""
        if obj and (obj.agreements.exists() or getattr(obj, "minutes", None)):
            return False
        return super().has_delete_permission(request, obj)

    def get_actions(self, request) -> dict:
        return {name: action for name, action in super().get_actions(request).items() if name != "delete_selected"}


@admin.register(AgendaItem)
class AgendaItemAdmin(admin.ModelAdmin):
    list_display = ["title", "meeting", "order", "minutes"]
    list_select_related = ["meeting"]
    search_fields = ["title", "meeting__number", "meeting__title"]
    autocomplete_fields = ["meeting"]
    show_full_result_count = False


@admin.register(Attendance)
class AttendanceAdmin(admin.ModelAdmin):
    list_display = ["person", "meeting", "organization", "capacity", "status"]
    list_filter = ["status", "capacity"]
    list_select_related = ["person", "meeting", "organization"]
    search_fields = ["person__name", "organization__name", "meeting__number", "meeting__title"]
    autocomplete_fields = ["meeting", "person", "organization"]
    show_full_result_count = False

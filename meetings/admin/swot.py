from django.contrib import admin

from meetings.models import SwotItem


@admin.register(SwotItem)
class SwotItemAdmin(admin.ModelAdmin):
    list_display = ["text", "quadrant", "meeting", "raised_by"]
    list_filter = ["quadrant"]
    list_select_related = ["meeting", "raised_by"]
    search_fields = ["text", "meeting__number", "meeting__title"]
    autocomplete_fields = ["meeting", "raised_by"]
    show_full_result_count = False

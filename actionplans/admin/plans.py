from django.contrib import admin

from actionplans.models import ActionPlan


@admin.register(ActionPlan)
class ActionPlanAdmin(admin.ModelAdmin):
    """Title and period can be corrected. Plans begin in the application, with their first version."""

    list_display = ["title", "title_en", "starts_on", "ends_on"]
    list_filter = ["starts_on"]
    search_fields = ["title", "title_en"]
    readonly_fields = ["uid"]

    def has_add_permission(self, request) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False

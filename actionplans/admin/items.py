from django.contrib import admin
from django.http import HttpRequest

from actionplans.admin.readonly import ReadOnlyAdmin
from actionplans.models import Origin, PlanItem, Responsibility, VersionItem


def is_of_a_draft(text: VersionItem | None) -> bool:
    return text is not None and text.version.is_draft


class ResponsibilityInline(admin.TabularInline):
    model = Responsibility
    extra = 0
    autocomplete_fields = ["organization"]

    def has_add_permission(self, request: HttpRequest, obj=None) -> bool:
        return is_of_a_draft(obj)

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return is_of_a_draft(obj)

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return is_of_a_draft(obj)


@admin.register(VersionItem)
class VersionItemAdmin(admin.ModelAdmin):
    """What an item says in a draft can be corrected; where it stands is changed in the editor."""

    list_display = ["title", "kind", "version", "plan", "state", "starts_on", "ends_on"]
    list_filter = ["version__state", "item__kind"]
    list_select_related = ["version__plan", "item"]
    search_fields = ["title", "title_en", "text", "version__plan__title"]
    readonly_fields = ["version", "item", "parent", "order"]
    inlines = [ResponsibilityInline]
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: VersionItem | None = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or is_of_a_draft(obj))

    def has_delete_permission(self, request: HttpRequest, obj: VersionItem | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: VersionItem, form, change: bool) -> None:
        """Whoever has the item open in the editor is told that it changed."""
        obj.lock_version += 1
        super().save_model(request, obj, form, change)

    @admin.display(ordering="item__kind")
    def kind(self, text: VersionItem) -> str:
        return text.item.get_kind_display()

    @admin.display(ordering="version__plan__title")
    def plan(self, text: VersionItem) -> str:
        return str(text.version.plan)

    @admin.display(ordering="version__state")
    def state(self, text: VersionItem) -> str:
        return text.version.get_state_display()


@admin.register(PlanItem)
class PlanItemAdmin(ReadOnlyAdmin):
    """The permanent identities, found by what they were ever called."""

    list_display = ["uid", "kind", "plan"]
    list_filter = ["kind"]
    list_select_related = ["plan"]
    search_fields = ["uid", "texts__title", "plan__title"]


@admin.register(Origin)
class OriginAdmin(admin.ModelAdmin):
    """Corrections of where an item comes from. What is frozen keeps saying what it said."""

    list_display = ["item", "agreement", "swot_item"]
    list_select_related = ["item", "agreement", "swot_item"]
    search_fields = ["agreement__number", "agreement__text", "swot_item__text", "item__uid"]
    autocomplete_fields = ["item", "agreement", "swot_item"]
    show_full_result_count = False

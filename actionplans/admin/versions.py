from django.contrib import admin

from actionplans.admin.readonly import ReadOnlyAdmin, ReadOnlyInline
from actionplans.models import Endorsement, PlanVersion, ReviewRound


class EndorsementInline(ReadOnlyInline):
    model = Endorsement
    fields = ["organization", "stance", "statement", "person", "revision", "created_at"]


@admin.register(PlanVersion)
class PlanVersionAdmin(ReadOnlyAdmin):
    """States follow from review and publication alone; frozen content is changed by nobody."""

    list_display = ["plan", "number", "round", "state", "published_at", "content_sha256"]
    list_filter = ["state"]
    list_select_related = ["plan"]
    search_fields = ["plan__title", "content_sha256"]
    readonly_fields = ["content"]
    inlines = [EndorsementInline]

    def get_queryset(self, request):
        return super().get_queryset(request).defer("content")


@admin.register(ReviewRound)
class ReviewRoundAdmin(ReadOnlyAdmin):
    list_display = ["version", "plan", "opened_at", "closes_at"]
    list_select_related = ["version__plan"]
    search_fields = ["version__plan__title"]
    date_hierarchy = "opened_at"

    @admin.display(ordering="version__plan__title")
    def plan(self, review: ReviewRound) -> str:
        return str(review.version.plan)


@admin.register(Endorsement)
class EndorsementAdmin(ReadOnlyAdmin):
    """Each word an organization said, the former ones too."""

    list_display = ["organization", "version", "stance", "revision", "person", "created_at"]
    list_filter = ["stance"]
    list_select_related = ["organization", "version", "person"]
    search_fields = ["organization__name", "person__name", "statement", "content_sha256"]
    date_hierarchy = "created_at"

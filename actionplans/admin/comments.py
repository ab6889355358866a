from django import forms
from django.contrib import admin

from actionplans.models import Comment


class CorrectionForm(forms.ModelForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "suggestion" in self.fields and self.instance.decision:
            self.fields["suggestion"].required = True  # it was decided on some words


@admin.register(Comment)
class CommentAdmin(admin.ModelAdmin):
    """Corrections, such as words that should never have been written. Who said it, where and when stays."""

    list_display = ["text", "organization", "author", "version", "created_at", "resolved_at"]
    list_filter = ["created_at", ("resolved_at", admin.EmptyFieldListFilter)]
    list_select_related = ["organization", "author", "version"]
    search_fields = ["text", "organization__name", "author__name", "version__plan__title"]
    date_hierarchy = "created_at"
    fields = ["text", "suggestion", "item", "field", "version", "author", "organization", "reply_to", "asks"]
    fields += ["decision", "taken_in", "created_at", "resolved_at", "resolved_by"]
    readonly_fields = fields[2:]
    form = CorrectionForm
    show_full_result_count = False

    def get_readonly_fields(self, request, obj: Comment | None = None) -> list[str]:
        """New words are corrected where there are any: a comment without them is about nothing that they could be."""
        corrected = obj is not None and obj.suggestion
        return self.readonly_fields if corrected else [*self.readonly_fields, "suggestion"]

    def has_add_permission(self, request) -> bool:
        return False

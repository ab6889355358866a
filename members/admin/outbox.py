from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from members import events
from members.delivery import BLANKED
from members.models import OutboxAttempt, OutboxMail


class ReadOnly:
    def has_add_permission(self, request, obj=None) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False


class AttemptInline(ReadOnly, admin.TabularInline):
    model = OutboxAttempt
    fields = ["at", "accepted", "answer"]
    extra = 0


@admin.register(OutboxMail)
class OutboxMailAdmin(ReadOnly, admin.ModelAdmin):
    """What went out, to whom, and what the mail server answered. Nothing here can be changed or sent."""

    list_display = ["created_at", "event", "to_name", "to_email", "subject", "state", "attempts", "answer"]
    list_filter = ["state", "language"]
    list_select_related = ["person"]
    search_fields = ["^to_email", "=event", "=key"]
    search_help_text = _("The beginning of an address, or the exact name of an event.")
    date_hierarchy = "created_at"
    show_full_result_count = False
    inlines = [AttemptInline]
    exclude = ["text", "link_uid"]
    readonly_fields = ["shown_text"]

    @admin.display(description=_("text"))
    def shown_text(self, mail: OutboxMail) -> str:
        """Not that of a mail with a secret, such as a link that sets a password: it is its recipient's alone."""
        return BLANKED if events.event(mail.event).sensitive else mail.text

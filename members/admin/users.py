from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AutocompleteSelect
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from members.models import Mandate, Person, User
from members.services.accounts import correct_account, open_account, send_password_link
from members.services.second_factor import remove_second_factors


class AccountForm(forms.ModelForm):
    def clean_email(self) -> str:
        return self.cleaned_data["email"].strip().lower()


class NewAccountForm(AccountForm):
    person = forms.ModelChoiceField(
        label=_("person"),
        queryset=Person.objects.filter(user=None),
        required=False,
        widget=AutocompleteSelect(Mandate._meta.get_field("person"), admin.site),
        help_text=_("Whose account it is. What it may do follows from that person's mandates."),
    )

    class Meta:
        model = User
        fields = ["email", "is_superuser"]


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    """Opened without a password (its owner sets one by a link); closed, never deleted: history names it."""

    form = AccountForm
    list_display = ["email", "person_name", "is_active", "is_superuser", "last_login"]
    list_filter = ["is_active", "is_superuser"]
    list_select_related = ["person"]
    search_fields = ["email", "person__search_key"]
    fields = ["email", "is_active", "is_superuser", "last_login", "date_joined"]
    readonly_fields = ["last_login", "date_joined"]
    show_full_result_count = False
    actions = ["send_link", "without_second_factor"]

    def has_delete_permission(self, request, obj=None) -> bool:
        return False

    def get_form(self, request, obj=None, change=False, **kwargs):
        if obj is None:
            kwargs |= {"form": NewAccountForm, "fields": ["email", "is_superuser"]}
        return super().get_form(request, obj, change=change, **kwargs)

    def get_fieldsets(self, request, obj=None) -> list:
        fields = self.fields if obj else ["email", "person", "is_superuser"]
        return [(None, {"fields": fields})]

    def get_readonly_fields(self, request, obj=None) -> list[str]:
        return self.readonly_fields if obj else []

    def save_model(self, request, obj, form, change) -> None:
        if change:
            correct_account(obj, actor=request.user)
            return
        open_account(obj, person=form.cleaned_data["person"], actor=request.user)
        send_password_link(obj, request=request, actor=request.user)
        messages.info(request, _("A mail with the link for setting the password is on its way."))

    @admin.display(description=_("person"), ordering="person__sort_key")
    def person_name(self, user: User) -> str:
        return user.person.name if hasattr(user, "person") else ""

    @admin.action(description=_("Send the link for setting a password"))
    def send_link(self, request: HttpRequest, queryset: QuerySet) -> None:
        chosen = list(queryset.filter(is_active=True))
        for user in chosen:
            send_password_link(user, request=request, actor=request.user)
        sentence = ngettext("%(n)s mail is on its way.", "%(n)s mails are on their way.", len(chosen))
        self.message_user(request, sentence % {"n": len(chosen)})

    @admin.action(description=_("Remove the second factors (phone and codes are lost)"))
    def without_second_factor(self, request: HttpRequest, queryset: QuerySet) -> None:
        chosen = list(queryset)
        for user in chosen:
            remove_second_factors(user, actor=request.user)
        sentence = ngettext(
            "%(n)s account is logged out and sets up a new second factor at the next log-in.",
            "%(n)s accounts are logged out and set up new second factors at the next log-in.",
            len(chosen),
        )
        self.message_user(request, sentence % {"n": len(chosen)})

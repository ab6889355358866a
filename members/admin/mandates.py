from django.contrib import admin
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models import Mandate, Person, SecretariatTerm
from members.services.sessions import end_sessions_without_role


class CurrentFilter(admin.SimpleListFilter):
    title = _("today")
    parameter_name = "today"

    def lookups(self, request, model_admin) -> list:
        return [("yes", _("running")), ("no", _("ended"))]

    def queryset(self, request, queryset):
        if self.value() == "yes":
            return queryset.current()
        return queryset.filter(ends_on__lte=timezone.localdate()) if self.value() == "no" else queryset


class TermAdmin(admin.ModelAdmin):
    date_hierarchy = "starts_on"
    show_full_result_count = False


@admin.register(Mandate)
class MandateAdmin(TermAdmin):
    list_display = ["person", "organization", "role", "starts_on", "ends_on"]
    list_filter = [CurrentFilter, "role"]
    list_select_related = ["person", "organization"]
    search_fields = ["person__search_key", "organization__search_key"]
    autocomplete_fields = ["person", "organization"]

    @transaction.atomic
    def save_model(self, request, obj, form, change) -> None:
        """A correction may take a role away, or give it to another person: then nobody stays logged in with it."""
        super().save_model(request, obj, form, change)
        former = form.initial.get("person")
        end_sessions_without_role(Person.objects.filter(pk__in=[obj.person_id, former or obj.person_id]))

    @transaction.atomic
    def delete_model(self, request, obj) -> None:
        super().delete_model(request, obj)
        end_sessions_without_role([obj.person])

    @transaction.atomic
    def delete_queryset(self, request, queryset) -> None:
        people = list(Person.objects.filter(mandates__in=queryset))
        super().delete_queryset(request, queryset)
        end_sessions_without_role(people)


@admin.register(SecretariatTerm)
class SecretariatTermAdmin(TermAdmin):
    list_display = ["organization", "starts_on", "ends_on"]
    list_filter = [CurrentFilter]
    list_select_related = ["organization"]
    search_fields = ["organization__search_key"]
    autocomplete_fields = ["organization"]

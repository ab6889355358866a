from django.contrib import admin

from members.admin.search import WordsAdmin
from members.models import Organization, SecretariatTerm
from members.services.organizations import save_organization


class SecretariatTermInline(admin.TabularInline):
    model = SecretariatTerm
    extra = 0


@admin.register(Organization)
class OrganizationAdmin(WordsAdmin):
    list_display = ["name", "acronym", "kind", "level", "department_name", "joined_on", "left_on"]
    list_filter = ["kind", "level", "left_on"]
    inlines = [SecretariatTermInline]

    def save_model(self, request, obj, form, change) -> None:
        save_organization(obj, actor=request.user)

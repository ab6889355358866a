from django.contrib import admin

from members.admin.search import WordsAdmin
from members.models import Organization, SecretariatTerm, Topic
from members.services.organizations import save_organization


class SecretariatTermInline(admin.TabularInline):
    model = SecretariatTerm
    extra = 0


@admin.register(Organization)
class OrganizationAdmin(WordsAdmin):
    list_display = ["name", "acronym", "kind", "level", "department_name", "status", "joined_on", "left_on"]
    list_filter = ["kind", "level", "status", "left_on"]
    filter_horizontal = ["topics"]
    inlines = [SecretariatTermInline]

    def save_model(self, request, obj, form, change) -> None:
        save_organization(obj, actor=request.user)


@admin.register(Topic)
class TopicAdmin(admin.ModelAdmin):
    list_display = ["name", "name_en", "kind"]
    list_filter = ["kind"]

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from members.admin.search import WordsAdmin
from members.models import Mandate, Person
from members.services.people import save_person


class MandateInline(admin.TabularInline):
    model = Mandate
    extra = 0
    fields = ["organization", "role", "starts_on", "ends_on"]
    readonly_fields = fields
    can_delete = False
    show_change_link = True

    def has_add_permission(self, request, obj=None) -> bool:
        return False


@admin.register(Person)
class PersonAdmin(WordsAdmin):
    list_display = ["name", "organization", "position", "email", "has_account"]
    list_filter = ["language", ("user", admin.EmptyFieldListFilter)]
    list_select_related = ["organization"]
    autocomplete_fields = ["organization", "user"]
    inlines = [MandateInline]

    @admin.display(description=_("account"), boolean=True)
    def has_account(self, person: Person) -> bool:
        return person.user_id is not None

    def save_model(self, request, obj, form, change) -> None:
        save_person(obj, actor=request.user)

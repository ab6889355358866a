from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest


class WordsAdmin(admin.ModelAdmin):
    """Searches, in lists and autocompletes, as the pages do: accents and typos forgiven."""

    search_fields = ["search_key"]  # the search box shows only where this names something
    show_full_result_count = False

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        return queryset.search(search_term.replace("\x00", "")), False

"""Long lists page by keyset: every row once, in order, at the same cost, and a mangled address is the first page."""

import base64
import datetime

import pytest
from django.utils import timezone

from meetings.models import Meeting
from members.models import Organization
from members.paging import capped_count, keyset_page
from tests.factories import MeetingFactory, OrganizationFactory

pytestmark = pytest.mark.django_db


def all_pages(queryset, **options) -> list:
    rows, after = [], None
    while True:
        page = keyset_page(queryset, after=after, size=3, **options)
        rows += page.rows
        after = page.next_after
        if after is None:
            return rows


def test_every_row_once_in_order():
    OrganizationFactory.create_batch(10)
    assert all_pages(Organization.objects.all()) == list(Organization.objects.order_by("sort_key", "pk"))


def test_exactly_one_page_has_no_next():
    OrganizationFactory.create_batch(3)
    assert keyset_page(Organization.objects.all(), size=3).next_after is None


def test_descending_times_that_differ_by_microseconds_or_not_at_all():
    now = timezone.now()
    for microseconds in (0, 0, 1, 2, 2, 300, 301):
        MeetingFactory(starts_at=now + datetime.timedelta(microseconds=microseconds))
    expected = list(Meeting.objects.order_by("-starts_at", "-pk"))
    assert all_pages(Meeting.objects.all(), order=("-starts_at", "-pk")) == expected


def test_mixed_directions_and_a_column_of_a_related_row():
    MeetingFactory.create_batch(7)
    order = ("body__name", "-pk")
    assert all_pages(Meeting.objects.select_related("body"), order=order) == list(Meeting.objects.order_by(*order))


@pytest.mark.parametrize(
    "after",
    [
        "x",
        "ñ",
        "....",
        "null",
        '["a"]',
        '["a", "b"]',
        '["a\\u0000", 1]',
        '["a\\ud800", 1]',
        "[[], 1]",
        '["a", 1e400]',
        '{"a": 1}',
        "[" * 3000,
    ],
)
def test_mangled_position_is_the_first_page(after):
    OrganizationFactory.create_batch(4)
    first = keyset_page(Organization.objects.all(), size=3).rows
    encoded = base64.urlsafe_b64encode(after.encode()).decode()
    assert keyset_page(Organization.objects.all(), after=encoded, size=3).rows == first
    assert keyset_page(Organization.objects.all(), after=after, size=3).rows == first


def test_position_beyond_any_number_ends_the_list():
    OrganizationFactory.create_batch(2)
    after = base64.urlsafe_b64encode(b'["zzz", 99999999999999999999999999]').decode()
    assert keyset_page(Organization.objects.all(), after=after).rows == []


def test_counting_stops_at_the_cap():
    OrganizationFactory.create_batch(4)
    assert capped_count(Organization.objects.all()) == (4, False)
    assert capped_count(Organization.objects.all(), cap=3) == (3, True)

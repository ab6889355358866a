"""Logging out clears the device, and warns first where a meeting's page has not sent everything."""

import pytest
from django.urls import reverse

from tests import factories as make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_unsent_notes_are_told_of_before_they_are_deleted(page_for):
    user = make.coordinator()
    page = page_for(user, width=360)
    page.goto(reverse("account_logout"))
    assert page.locator("[data-unsent]").is_hidden()
    page.evaluate(f"localStorage.setItem('run-{user.pk}-7', '[1]')")
    page.reload()
    assert page.locator("[data-unsent]").is_visible()
    assert page.locator("[data-unsent] a").get_attribute("href") == reverse("meetings:meeting_run", args=[7])
    page.locator("main form button.primary").click()
    page.wait_for_url("**/")
    assert page.evaluate("localStorage.length") == 0

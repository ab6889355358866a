"""What opens on a phone opens inside its screen: the account's menu, and the one of each row of the editor."""

import pytest
from django.urls import reverse

from tests.alianza.world import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PANEL = "details.menu[open] > div"


@pytest.mark.parametrize("width", [360, 1280])
def test_menus_stay_on_the_screen_and_can_be_reached_to_their_end(page_for, width):
    world = World()
    page = page_for(world.coordinator, width=width)
    for address, menu in (
        (reverse("home"), ".bar details.menu"),
        (reverse("actionplans:version_edit", args=[world.draft.pk]), ".item details.menu"),
    ):
        page.goto(address)
        page.locator(menu).first.locator("summary").click()
        last = page.locator(PANEL).locator("a, button").last
        last.scroll_into_view_if_needed()
        box, end = page.locator(PANEL).bounding_box(), last.bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= width, (address, box)
        assert end["y"] >= 0 and end["y"] + end["height"] <= page.viewport_size["height"], (address, end)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address


def test_on_a_phone_the_name_of_the_alliance_and_the_account_share_a_row(page_for):
    world = World()
    page = page_for(world.coordinator, width=360)
    page.goto(reverse("home"))
    logo, menu = page.locator(".bar .logo").bounding_box(), page.locator(".bar details.menu").bounding_box()
    assert menu["y"] < logo["y"] + logo["height"] and menu["x"] > logo["x"] + logo["width"]

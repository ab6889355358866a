"""Every page, as a person of each role opens it: accessible, no sideways scroll, light, nothing against the policy."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from tests.alianza.permission_table import ROLES, TABLE, Row
from tests.alianza.world import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FIRST_LOAD = 40 * 1024
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
NOT_PAGES = {
    "set_language",
    "healthz",
    "actionplans:share_ledger",  # a part of a page, which htmx fetches
    "actionplans:version_pdf",
    "actionplans:version_docx",
    "actionplans:version_xlsx",
    "actionplans:version_json",
    "actionplans:evidence",
    "meetings:feed",
    "meetings:minutes_file",
    "meetings:minutes_version_file",
    "meetings:sign_in_sheet",
    "meetings:agreement_export",
    "members:organization_export",
    "members:person_export",
    "members:engagement_export",
    "actionplans:schema",
    "actionplans:delivery_pdf",
    "actionplans:share_csv",
    "my_data_file",
    "person_data_file",
    "participation_file",
}
FOR_STRANGERS = ("token", "invited_token", "reminder_token", "door_token")
VIEWS = [
    ("anonymous", 360, "es", "light"),
    ("own", 360, "es", "light"),
    ("own", 1280, "en", "dark"),
    ("coordinator", 1280, "es", "light"),
    ("coordinator", 360, "en", "light"),
    ("administrator", 360, "es", "dark"),
]
# Of an administrator only what differs from a coordinator's: the rest is walked already.
ADMINISTERED = (
    "home",
    "audit",
    "erasure_",
    "person_merge",
    "organization_merge",
    "person_data",
    "my_data",
    "mfa_index",
)


def pages_of(role: str) -> list[Row]:
    shown = [row for row in TABLE if row.get[ROLES.index(role)] == "200" and row.name not in NOT_PAGES]
    if role == "administrator":
        return [row for row in shown if row.name.startswith(ADMINISTERED)]
    return [row for row in shown if role == "anonymous" or row.arguments not in FOR_STRANGERS]


def weigh(page) -> list[float]:
    """A list that grows by the bytes of each answer, as they came over the wire; nothing from the browser's cache."""
    chrome, sizes = page.context.new_cdp_session(page), []
    chrome.send("Network.enable")
    chrome.send("Network.setCacheDisabled", {"cacheDisabled": True})
    chrome.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    return sizes


def faults(page, lang: str, sizes: list[float]) -> list[str]:
    found = []
    if page.locator("html").get_attribute("lang") != lang:
        found.append("wrong language")
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        found.append("scrolls sideways")
    for rule in Axe().run(page, options=WCAG).response["violations"]:
        nodes = "; ".join(node["html"][:120] for node in rule["nodes"][:3])
        found.append(f"axe {rule['id']}: {nodes}")
    if sum(sizes) > FIRST_LOAD:
        found.append(f"{sum(sizes) / 1024:.0f} KB on first load")
    return found


@pytest.mark.parametrize(("role", "width", "lang", "scheme"), VIEWS)
def test_every_page(page_for, role, width, lang, scheme):
    world = World()
    page = page_for(world.users[role], width=width, lang=lang, color_scheme=scheme)
    sizes, all_faults = weigh(page), {}
    for row in pages_of(role):
        sizes.clear()
        response = page.goto(reverse(row.name, args=world.arguments(row.arguments)))
        if page.locator("[hx-trigger=load]").count():
            page.wait_for_load_state("networkidle")
        found = [] if response.status == 200 else [f"answered {response.status}"]
        found += faults(page, lang, sizes)
        if found:
            all_faults[row.name] = found
    assert not all_faults, "\n".join(f"{name}: {' | '.join(found)}" for name, found in all_faults.items())


@pytest.fixture
def failing_addresses(settings):
    settings.ROOT_URLCONF = "tests.alianza.test_error_pages"


REFUSALS = {
    "/fails/400": 400,
    "/fails/403": 403,
    "/fails/404": 404,
    "/fails/500": 500,
    "/plans/d/cortado/": 404,
    "/meetings/i/cortado/": 404,
    "/members/invitations/cortado/": 404,
    "/members/u/cortado/": 404,
}


@pytest.mark.parametrize("role", [None, "own", "administrator"])
@pytest.mark.parametrize(("width", "lang", "scheme"), [(360, "es", "dark"), (1280, "en", "light")])
def test_every_refusal(page_for, failing_addresses, role, width, lang, scheme):
    page = page_for(World().users[role] if role else None, width=width, lang=lang, color_scheme=scheme)
    sizes, all_faults = weigh(page), {}
    for address, status in REFUSALS.items():
        sizes.clear()
        response = page.goto(address)
        found = [] if response.status == status else [f"answered {response.status}"]
        if found := found + faults(page, lang, sizes):
            all_faults[address] = found
    assert not all_faults, "\n".join(f"{name}: {' | '.join(found)}" for name, found in all_faults.items())

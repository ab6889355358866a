"""A real Chromium for the tests of this folder; without one they are skipped, and the summary says so."""

import os
import shutil
from functools import wraps

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Locator, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def chromium() -> str | None:
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


@pytest.fixture(scope="module")
def browser():
    """One Chromium a module: while it lives, Playwright's event loop runs in this thread and Django must not mind."""
    if chromium() is None:
        pytest.skip("no Chromium: install it or set CHROMIUM")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    try:
        with sync_playwright() as playwright:
            instance = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
            yield instance
            instance.close()
    finally:
        os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)


def read_whole(act):
    """`act` of a locator, over only when the page that it led to has been read to its end.

    By itself it is over when the first bytes of that page are there; what a test then asks without waiting (`count`,
    `all`, `is_visible`) would see the part that has come so far.
    """

    @wraps(act)
    def acts(locator, *args, **options):
        act(locator, *args, **options)
        locator.page.wait_for_load_state("domcontentloaded")

    return acts


@pytest.fixture(autouse=True)
def whole_pages(monkeypatch):
    for name in ("click", "press", "select_option"):
        monkeypatch.setattr(Locator, name, read_whole(getattr(Locator, name)))


@pytest.fixture
def page_for(browser, live_server):
    """`page_for(user)` is a page of that person's own browser, logged in; `page_for(None)` a stranger's.

    Width in CSS pixels, language `es` or `en`; more options go to Playwright's new_context (java_script_enabled=False,
    color_scheme="dark"). Whatever breaks the content security policy on any of the pages (`page_for.violations`) fails
    the test at its end.
    """
    contexts, violations = [], []

    def open_page(user, width: int = 1280, lang: str = "es", **options):
        height = 800 if width > 600 else 740
        context = browser.new_context(
            base_url=live_server.url, viewport={"width": width, "height": height}, locale=lang, **options
        )
        contexts.append(context)
        cookies = {settings.LANGUAGE_COOKIE_NAME: lang}
        if user is not None:
            client = Client()
            client.force_login(user)
            cookies[settings.SESSION_COOKIE_NAME] = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": n, "value": v, "url": live_server.url} for n, v in cookies.items()])
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("console", lambda said: "Content Security Policy" in said.text and violations.append(said.text))
        return page

    open_page.violations = violations
    yield open_page
    for context in contexts:
        context.close()
    assert not violations, violations

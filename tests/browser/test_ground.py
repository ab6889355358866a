"""What every browser test stands on: pages with their files, and a policy that nothing breaks."""

import pytest

pytestmark = pytest.mark.browser


def test_a_page_comes_with_its_style_under_the_strict_policy(page_for):
    page = page_for(None, width=360)
    response = page.goto("/")
    assert response.status == 200
    assert "default-src 'none'" in response.headers["content-security-policy"]
    assert page.evaluate("document.styleSheets[0].cssRules.length") > 0
    assert page.locator("html").get_attribute("lang") == "es"


def test_the_language_is_the_one_asked_for(page_for):
    page = page_for(None, lang="en")
    page.goto("/")
    assert page.locator("html").get_attribute("lang") == "en"


def test_what_breaks_the_policy_is_noticed(page_for):
    page = page_for(None)
    page.goto("/")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">x</p>')")
    page.wait_for_timeout(100)
    assert any("style" in said for said in page_for.violations)
    page_for.violations.clear()

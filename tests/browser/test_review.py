"""A review as three organizations see it, its publication by the alliance's rule, and the comparison after it."""

import datetime

import pytest

from actionplans.models import PlanVersion
from actionplans.services import items, plans, publication, review
from actionplans.services.items import Wording
from tests import factories as make
from tests.browser.test_every_page import faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
START, END = datetime.date(2018, 5, 1), datetime.date(2020, 12, 31)


def version_two(writer, members) -> PlanVersion:
    """In review by all three: the first organization's activity reads otherwise than in version 1, in force."""
    draft = plans.create_plan("Plan de acción de prueba", "", START, END, actor=writer)
    line = items.add_item(draft, "line", None, Wording({"title": "Línea de prueba"}), actor=writer)
    objective = items.add_item(draft, "objective", line, Wording({"title": "Objetivo de prueba"}), actor=writer)
    for organization, title in zip(members, ("Mesa anual", "Guía de ruta", "Campaña"), strict=True):
        items.add_item(draft, "activity", objective, Wording({"title": title}, leads=[organization]), actor=writer)
    first = publication.publish(review.open_review(draft, members, make.in_a_week(), actor=writer), actor=writer)
    again = plans.new_version(first.plan, actor=writer)
    row = again.items.get(title="Mesa anual")
    items.change_item(row, row.parent, Wording({"title": "Mesa trimestral"}), 0, actor=writer)
    return review.open_review(again, members, make.in_a_week(), actor=writer)


def answer(page, stance: str, statement: str = "") -> None:
    page.locator(".head a.primary").click()
    page.locator(f"[name=stance][value={stance}]").check()
    page.locator("[name=statement]").fill(statement)
    page.locator("main form button.primary").click()
    assert "quedó registrada" in page.locator("main").inner_text()


def test_three_organizations_review_and_the_rule_decides(page_for, settings):
    settings.PUBLICATION_RULE = {"percent": 50, "dissent_answered": True, "after_deadline": True}
    writer, users = make.coordinator(), [make.representative() for _n in range(3)]
    members = [user.person.organization for user in users]
    settings.PUBLICATION_RULE = {"percent": 0, "dissent_answered": False, "after_deadline": False}
    version = version_two(writer, members)
    settings.PUBLICATION_RULE = {"percent": 50, "dissent_answered": True, "after_deadline": True}
    path = f"/plans/versions/{version.pk}/review/"

    said = [("endorse", ""), ("reservations", "Falta la fecha"), ("dissent", "No hay presupuesto")]
    for user, (stance, statement) in zip(users, said, strict=True):
        page = page_for(user, width=360, java_script_enabled=False)
        page.goto(path)
        shown = page.locator("main").inner_text()
        mine = user is users[0]
        assert ("Lo que le concierne" in shown or "su organización" in shown) if mine else "trimestral" in shown
        answer(page, stance, statement)

    desk = page_for(writer)
    desk.goto(f"/plans/versions/{version.pk}/publish/")
    assert "1 disenso no tiene respuesta" in desk.locator("main").inner_text()
    assert desk.locator("main form button.primary").count() == 0
    desk.get_by_role("link", name="Responder al disenso").first.click()
    desk.locator("[name=text]").fill("El presupuesto sale del convenio")
    desk.locator("main form button.primary").click()
    assert not faults(desk, "es", [])
    desk.goto(f"/plans/versions/{version.pk}/publish/")
    desk.locator("main form button.primary").click()
    version.refresh_from_db()
    assert version.state == "published"

    page = page_for(users[2], width=360)
    page.goto(f"/plans/versions/{version.pk}/compare/{version.base_id}/")
    assert "trimestral" in page.locator("ins").first.inner_text()
    page.goto(path)
    assert "El presupuesto sale del convenio" in page.locator("main").inner_text()
    assert not faults(page, "es", [])


def comment(page, words: str, **more) -> None:
    """On the form that is open; `more`: the other fields."""
    page.locator("[name=text]").fill(words)
    for name in ("field", "suggestion"):
        if name in more:
            place = page.locator(f"[name={name}]")
            place.select_option(more[name]) if name == "field" else place.fill(more[name])
    page.locator("main form button.primary").click()
    assert "Su comentario" in page.locator("main").inner_text()


@pytest.mark.parametrize("scripts", [True, False])
def test_three_organizations_talk_and_one_click_takes_a_suggestion_over(page_for, settings, scripts):
    settings.PUBLICATION_RULE = {"percent": 0, "dissent_answered": False, "after_deadline": False}
    writer, users = make.coordinator(), [make.representative() for _n in range(3)]
    version = version_two(writer, [user.person.organization for user in users])
    path = f"/plans/versions/{version.pk}/review/"
    first, second, third = (page_for(user, width=360, java_script_enabled=scripts) for user in users)

    first.goto(path)
    assert not first.get_by_role("heading", name="Guía de ruta").is_visible()  # unchanged: folded away
    first.locator('a[href$="/comments/add/"]').first.click()
    comment(first, "¿Por qué cada tres meses?")

    second.goto(path)
    second.get_by_role("link", name="1 comentario").click()
    second.get_by_role("link", name="Responder").first.click()
    comment(second, "Así lo pidieron las regiones")

    third.goto(path)
    third.locator('a[href$="/comments/add/"]').first.click()
    comment(third, "Mejor semestral", field="title", suggestion="Mesa semestral")
    if scripts:
        assert not faults(third, "es", [])

    desk = page_for(writer, java_script_enabled=scripts)
    desk.goto(f"{path}?all=1")
    assert "Así lo pidieron las regiones" in desk.locator("main").inner_text()
    desk.get_by_role("button", name="Aceptar la sugerencia").click()
    assert "entra en el próximo borrador" in desk.locator("main").inner_text()
    desk.goto(path)
    desk.get_by_role("link", name="Retirar de la revisión").click()
    desk.locator("[name=reason]").fill("Entra lo que ustedes propusieron")
    desk.locator("main form button.primary").click()
    desk.locator(".head button.primary").click()
    shown = desk.locator("main").inner_text()
    assert "Mesa semestral" in shown and "1 comentario abierto" in shown
    if scripts:
        assert not faults(desk, "es", [])

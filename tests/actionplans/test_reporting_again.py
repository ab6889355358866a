"""What the secretariat reads before it decides, and what an organization finds again when its report came back."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from actionplans.content import content_of
from actionplans.diff import compare
from actionplans.models import Evidence, ProgressReport
from actionplans.presentation.summary import sentence
from actionplans.services import items, plans, progress, publication, review
from actionplans.services.evidence import from_file, from_link
from actionplans.standing import said_of
from tests import factories as make
from tests.actionplans.test_following import SECOND
from tests.actionplans.test_progress import HALF, SAID, form_of


@pytest.fixture
def period(published_version, writer):
    return progress.open_period(published_version.plan, **HALF, actor=writer)


@pytest.fixture
def activity(published_version, text_of):
    return text_of(published_version, "Actividad con acuerdo")


@pytest.fixture
def indicator(published_version, text_of):
    return text_of(published_version, "Mesas celebradas")


@pytest.fixture
def report(period, activity, indicator, asked, representatives) -> ProgressReport:
    file = from_file(SimpleUploadedFile("lista.pdf", b"%PDF-1.7 de prueba"))
    came = {"values": {indicator.item: Decimal("10.5")}, "evidence": [from_link("https://prueba.example/a"), file]}
    return progress.submit_report(period, activity.item, asked[0], **SAID, **came, actor=representatives[0])


@pytest.fixture
def returned(report, writer) -> ProgressReport:
    return progress.return_report(report, "¿Cuántas personas vinieron?", actor=writer)


def listed(client, period) -> str:
    return client.get(reverse("actionplans:report_list", args=[period.plan_id])).content.decode()


def test_the_secretariat_decides_on_numbers_and_evidence_that_it_sees(report, period, writer, logged_in):
    page = listed(logged_in(writer), period)
    for words in ("Mesas celebradas", "10,5", "meta: 3", "https://prueba.example/a", "lista.pdf"):
        assert words in page
    assert reverse("actionplans:evidence", args=[report.evidence.get(name="lista.pdf").pk]) in page


def test_so_does_the_story_of_the_activity(report, period, activity, writer, representatives, logged_in):
    path = reverse("actionplans:item_detail", args=[period.plan_id, activity.item.uid])
    for reader, sees in ((writer, True), (representatives[0], True), (representatives[1], False)):
        assert ("10,5" in logged_in(reader).get(path).content.decode()) is sees


def test_what_came_back_stands_in_the_form_and_goes_again_with_its_evidence(
    returned, period, activity, indicator, asked, representatives, logged_in
):
    client, path = logged_in(representatives[0]), form_of(period, activity, asked[0])
    page = client.get(path)
    form = page.context["form"]
    shown = page.content.decode()
    assert "¿Cuántas personas vinieron?" in shown and "Dos mesas instaladas" in shown and 'value="10,5"' in shown
    kept = [pk for pk, _name in form.fields["keep"].choices]
    assert len(kept) == 2
    again = SAID | {"words": "Dos mesas, 40 personas", f"value_{indicator.item_id}": "11", "keep": kept}
    client.post(path, again)
    last = ProgressReport.objects.get(revision=2)
    assert sorted(map(str, last.evidence.all())) == ["https://prueba.example/a", "lista.pdf"]
    assert bytes(last.evidence.get(name="lista.pdf").data) == b"%PDF-1.7 de prueba"
    assert (last.words, str(last.values.get())) == ("Dos mesas, 40 personas", "11")


def test_what_is_unticked_stays_behind(returned, period, activity, asked, representatives, logged_in):
    kept = returned.evidence.get(name="lista.pdf")
    client = logged_in(representatives[0])
    client.post(form_of(period, activity, asked[0]), SAID | {"keep": [kept.pk]})
    assert [str(one) for one in ProgressReport.objects.get(revision=2).evidence.all()] == ["lista.pdf"]


def test_evidence_of_another_report_cannot_be_kept(
    returned, period, activity, asked, representatives, logged_in, published_version, text_of
):
    other = text_of(published_version, "Actividad sin acuerdo")
    theirs = progress.submit_report(
        period, other.item, asked[1], **SAID, evidence=[from_link("https://ajena.example")], actor=representatives[1]
    )
    foreign = theirs.evidence.get()
    path = form_of(period, activity, asked[0])
    page = logged_in(representatives[0]).post(path, SAID | {"keep": [foreign.pk]})
    assert page.context["form"].errors["keep"]
    made = progress.submit_report(period, activity.item, asked[0], **SAID, keep=[foreign], actor=representatives[0])
    assert not made.evidence.exists()


def test_the_same_word_with_the_same_evidence_is_still_one(report, period, activity, indicator, asked, representatives):
    values = {indicator.item: Decimal("10.5")}
    again = progress.submit_report(
        period, activity.item, asked[0], **SAID, values=values, keep=report.evidence.all(), actor=representatives[0]
    )
    assert again == report
    without = progress.submit_report(period, activity.item, asked[0], **SAID, values=values, actor=representatives[0])
    assert without.revision == 2


def test_the_plan_goes_on_counting_its_evidence(returned, period, activity, asked, representatives, writer):
    keep = Evidence.objects.filter(report=returned)
    again = progress.submit_report(period, activity.item, asked[0], **SAID, keep=keep, actor=representatives[0])
    progress.accept_report(again, actor=writer)
    assert said_of(period.plan_id, content_of(activity.version))[str(activity.item.uid)].has_evidence


def test_after_the_decision_the_same_period_is_shown(report, period, writer, logged_in):
    progress.open_period(period.plan, **SECOND, actor=writer)
    answer = logged_in(writer).post(reverse("actionplans:report_decide", args=[report.pk]))
    assert answer.url.endswith(f"/reports/?period={period.pk}")


def test_a_sign_that_the_database_cant_keep_is_left_out_of_the_reason(report, writer, logged_in):
    url = reverse("actionplans:report_decide", args=[report.pk])
    assert logged_in(writer).post(url, {"back": "1", "reason": "Falta \x00la fecha"}).status_code == 302
    report.refresh_from_db()
    assert (report.status, report.reason) == ("returned", "Falta la fecha")


def test_an_activity_that_left_the_plan_keeps_its_name(
    report, period, published_version, asked, writer, logged_in, text_of
):
    draft = plans.new_version(published_version.plan, actor=writer)
    items.delete_item(text_of(draft, "Actividad con acuerdo"), actor=writer)
    publication.publish(review.open_review(draft, asked, make.in_a_week(), actor=writer), actor=writer)
    assert [
        row["title"]
        for row in logged_in(writer).get(reverse("actionplans:report_list", args=[period.plan_id])).context["told"]
    ] == ["Actividad con acuerdo"]


def test_a_plan_that_only_has_another_title_says_so(published_version):
    content = content_of(published_version)
    other = content | {"plan": content["plan"] | {"title": "Otro título"}}
    assert "título o el período" in sentence(compare(content, other))

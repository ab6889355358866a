"""The administrator looks at everything, corrects drafts, and changes nothing that is frozen."""

import pytest
from django.urls import reverse

from actionplans import models
from actionplans.services import review
from tests import factories as make

EVERY = [
    models.ActionPlan,
    models.Comment,
    models.Delivery,
    models.Endorsement,
    models.Origin,
    models.PlanItem,
    models.PlanVersion,
    models.ReviewRound,
    models.Share,
    models.VersionItem,
]


@pytest.fixture
def client(logged_in, db):
    return logged_in(make.administrator())


def page(model, act: str, *arguments) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{act}", args=arguments)


@pytest.mark.parametrize("model", EVERY, ids=lambda model: model.__name__)
def test_each_list_is_searched(model, in_review, asked, representatives, client):
    review.take_stance(in_review, asked[0], "endorse", actor=representatives[0])
    response = client.get(page(model, "changelist"), {"q": "prueba"})
    assert response.status_code == 200


def test_a_drafts_words_can_be_corrected(draft, text_of, client):
    row = text_of(draft, "Actividad con acuerdo")
    response = client.get(page(models.VersionItem, "change", row.pk))
    assert 'name="title"' in response.content.decode()


def test_frozen_words_are_only_read(in_review, text_of, client):
    row = text_of(in_review, "Actividad con acuerdo")
    path = page(models.VersionItem, "change", row.pk)
    assert 'name="title"' not in client.get(path).content.decode()
    assert client.post(path, {"title": "Otra"}).status_code == 403
    assert client.post(page(models.VersionItem, "delete", row.pk), {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("model", [models.PlanVersion, models.Endorsement], ids=lambda model: model.__name__)
def test_versions_and_stances_are_only_read(model, in_review, asked, representatives, client):
    review.take_stance(in_review, asked[0], "endorse", actor=representatives[0])
    row = model.objects.get()
    assert client.get(page(model, "change", row.pk)).status_code == 200
    assert client.post(page(model, "change", row.pk), {"state": "draft"}).status_code == 403
    assert client.post(page(model, "delete", row.pk), {"post": "yes"}).status_code == 403
    assert client.get(page(model, "add")).status_code == 403


class TestComments:
    """Whatever an administrator types into the page of a comment is taken or refused in words."""

    @pytest.fixture
    def comment(self, in_review, text_of, representatives):
        row, author = text_of(in_review, "Actividad con acuerdo"), representatives[0].person
        about = {"item": row.item, "version": in_review, "organization": author.organization}
        return models.Comment.objects.create(author=author, text="Nombre que sobra", **about)

    def test_words_that_never_should_have_been_written(self, comment, client):
        path = page(models.Comment, "change", comment.pk)
        sent = {"text": "Sin el nombre", "suggestion": "x", "field": "dates", "decision": "accepted", "reply_to": "1"}
        assert client.post(path, sent).status_code == 302
        comment.refresh_from_db()
        assert (comment.text, comment.field, comment.suggestion, comment.decision) == ("Sin el nombre", "", "", "")

    def test_new_words_that_were_decided_on_stay_some(self, comment, client, text_of, in_review):
        decided = {"field": "title", "suggestion": "Otro nombre", "decision": "declined"}
        about = {"item": comment.item, "version": in_review, "organization": comment.organization}
        said = models.Comment.objects.create(author=comment.author, text="Así", **about, **decided)
        path = page(models.Comment, "change", said.pk)
        assert client.post(path, {"text": "Así", "suggestion": ""}).status_code == 200
        assert client.post(path, {"text": "Así", "suggestion": "Otro"}).status_code == 302
        said.refresh_from_db()
        assert said.suggestion == "Otro"

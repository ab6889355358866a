"""The published JSON Schema says how every canonical JSON is built."""

import copy
import json

import pytest
from django.urls import reverse
from jsonschema import Draft202012Validator

from actionplans.content import build
from members.canonical import canonical, sha256
from tests.actionplans.contents import content, item


@pytest.fixture
def validator(client) -> Draft202012Validator:
    schema = client.get(reverse("actionplans:schema")).json()
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


def test_anybody_reads_it_and_caches_may_keep_it(client):
    response = client.get(reverse("actionplans:schema"))
    assert response["Content-Type"] == "application/schema+json" and "public" in response["Cache-Control"]
    assert response.json()["$id"].endswith("/plans/schema/2.json")


@pytest.mark.django_db
def test_what_is_published_fits(validator, published_version):
    assert json.loads(published_version.content)["items"]
    validator.validate(json.loads(published_version.content))
    assert sha256(published_version.content) == published_version.content_sha256


@pytest.mark.django_db
def test_what_is_built_fits_and_is_its_own_canonical_text(validator, next_draft):
    tree = build(next_draft)
    validator.validate(tree)
    assert canonical(json.loads(canonical(tree))) == canonical(tree)


@pytest.mark.parametrize(
    "spoiled",
    [
        lambda tree: tree.pop("number"),
        lambda tree: tree["items"][0].pop("tags"),
        lambda tree: tree["items"][0].update(weight=12.5),
        lambda tree: tree["items"][0].update(ends_on="30/09/2018"),
        lambda tree: tree["items"][0].update(person="Nadie de Ejemplo"),
        lambda tree: tree["items"][0].update(kind="task"),
    ],
)
def test_what_has_another_shape_does_not_fit(validator, spoiled):
    tree = content(item("line", "Línea", items=[item()]))
    assert validator.is_valid(tree)
    tree = copy.deepcopy(tree)
    spoiled(tree)
    assert not validator.is_valid(tree)

"""The confidential address stands on one page, for the secretariat and the organization itself; nowhere else."""

import gzip
import io
import zipfile
import zlib

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import models
from django.test import Client
from django.urls import reverse

from members.models import ConfidentialAddress, Organization
from members.services.organizations import save_confidential_address
from tests import factories as make
from tests.alianza.permission_table import ROLES, TABLE
from tests.alianza.world import CANARY, World

pytestmark = pytest.mark.django_db
PAGE = "members:address_update"
SEARCHES = ("members:organization_list", "members:person_list", "members:organization_export")


def readable(response) -> bytes:
    """All that a reader could find in the answer, unpacked."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            return b"".join(file.read(name) for name in file.namelist())
    if content.startswith(b"\x1f\x8b"):
        return gzip.decompress(content)
    streams = content.split(b"stream\n")[1:] if content.startswith(b"%PDF") else []
    return content + b"".join(zlib.decompressobj().decompress(one) for one in streams if one[:1] == b"\x78")


def test_one_page_shows_it_to_three_roles():
    world, found = World(), set()
    for role in ROLES:
        client = Client()
        if world.users[role]:
            client.force_login(world.users[role])
        for row in TABLE:
            if "/accounts/" in (path := reverse(row.name, args=world.arguments(row.arguments))):
                continue
            for query in ({}, {"q": "4711"}) if row.name in SEARCHES else ({},):
                if CANARY.encode() in readable(client.get(path, query)):
                    found.add((row.name, role))
    assert found == {(PAGE, "own"), (PAGE, "coordinator"), (PAGE, "administrator")}


def test_the_administration_and_the_history_have_it_neither(client):
    organization = make.OrganizationFactory()
    coordinator = make.coordinator()
    client.force_login(coordinator)
    address = reverse(PAGE, args=[organization.pk])
    client.post(address, {"text": CANARY})
    client.force_login(make.administrator())
    pages = [reverse("admin:members_organization_change", args=[organization.pk]), reverse("admin:index")]
    pages += [reverse("admin:members_organization_history", args=[organization.pk]), reverse("audit")]
    pages += [reverse("admin:pghistory_events_changelist")]
    assert not [page for page in pages if CANARY in client.get(page, follow=True).content.decode()]


def test_no_other_column_ever_holds_it(client):
    """Whatever table: mails, history, sessions, search keys."""
    organization = make.representative().person.organization
    client.force_login(make.coordinator())
    client.post(reverse(PAGE, args=[organization.pk]), {"text": CANARY})
    client.post(reverse(PAGE, args=[organization.pk]), {"text": f"{CANARY}, segundo piso"})
    holding = set()
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.CharField | models.TextField | models.JSONField) and model._meta.managed:
                text = models.functions.Cast(field.name, models.TextField())
                if model.objects.annotate(as_text=text).filter(as_text__contains="4711").exists():
                    holding.add(f"{model.__name__}.{field.name}")
    assert holding == {"ConfidentialAddress.text"}


def test_the_trail_says_that_it_changed_and_who(client):
    organization, user = make.OrganizationFactory(), make.coordinator()
    client.force_login(user)
    for text in (CANARY, f"{CANARY}, segundo piso", ""):
        assert client.post(reverse(PAGE, args=[organization.pk]), {"text": text}).status_code == 302
    trail = apps.get_model("members.ConfidentialAddressEvent").objects.order_by("pgh_id")
    assert [one.pgh_label for one in trail] == ["insert", "update", "delete"]
    assert {one.pgh_context.metadata["user"] for one in trail} == {user.pk}
    assert not ConfidentialAddress.objects.exists()


def test_written_by_the_organization_refused_to_others(client):
    user = make.representative()
    organization = user.person.organization
    client.force_login(user)
    client.post(reverse(PAGE, args=[organization.pk]), {"text": CANARY})
    assert organization.confidential_address.text == CANARY
    other = make.representative()
    client.force_login(other)
    assert client.post(reverse(PAGE, args=[organization.pk]), {"text": "Otra"}).status_code == 404
    with pytest.raises(PermissionDenied):
        save_confidential_address(Organization.objects.get(pk=organization.pk), "Otra", actor=other)
    assert ConfidentialAddress.objects.get().text == CANARY


def test_too_long_is_said_and_kept_in_the_form(client):
    client.force_login(make.coordinator())
    response = client.post(reverse(PAGE, args=[make.OrganizationFactory().pk]), {"text": "x" * 501})
    assert response.context["form"].errors["text"] and "x" * 501 in response.content.decode()

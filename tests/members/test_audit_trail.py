"""Who, for whom and from where stands beside every change, and nobody can rewrite it."""

import pytest
from django.db import InternalError
from django.urls import reverse
from pghistory.models import Context

from members.models import Organization
from tests.factories import OrganizationFactory, administrator

pytestmark = pytest.mark.django_db


def test_change_in_the_admin_is_written_with_who_and_from_where(client):
    user, organization = administrator(), OrganizationFactory()
    client.force_login(user)
    address = reverse("admin:members_organization_change", args=[organization.pk])
    page = client.get(address)
    initial = page.context["adminform"].form.initial
    typed = {k: v or "" for k, v in initial.items() if v != []} | {"name": "Nombre corregido"}
    typed |= {
        f"{f.formset.prefix}-{n}": 0
        for f in page.context["inline_admin_formsets"]
        for n in ("TOTAL_FORMS", "INITIAL_FORMS")
    }
    client.post(address, typed, REMOTE_ADDR="192.0.2.7")
    assert Organization.objects.get().name == "Nombre corregido"
    event = organization.events.get(pgh_label="update")
    assert event.pgh_context.metadata["user"] == user.pk
    assert event.pgh_context.metadata["address"] == "192.0.2.7"
    assert "<path:object_id>" in event.pgh_context.metadata["url"], "the pattern, not the address: it may hold a token"


def test_reading_writes_nothing(client):
    client.force_login(administrator())
    client.get(reverse("admin:index"))
    assert not Context.objects.exists()


def test_the_trail_is_append_only():
    organization = OrganizationFactory()
    with pytest.raises(InternalError, match="append_only"):
        organization.events.update(name="Otro nombre")

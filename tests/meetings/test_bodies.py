"""What meets: its organizations decide who sees its meetings."""

import pytest
from django.urls import reverse

from meetings.models import Body

pytestmark = pytest.mark.django_db


def test_a_new_body_with_its_organizations(scene, logged_in):
    typed = {"name": "Mesa de prueba", "kind": "working_group", "quorum": 1, "organizations": [scene.organization.pk]}
    assert logged_in(scene.coordinator).post(reverse("meetings:body_create"), typed).status_code == 302
    assert list(Body.objects.get(name="Mesa de prueba").organizations.all()) == [scene.organization]


def test_whom_the_body_takes_in_sees_its_meetings(scene, logged_in):
    client, address = logged_in(scene.coordinator), reverse("meetings:body_update", args=[scene.body.pk])
    page = scene.meeting.get_absolute_url()
    typed = {"name": scene.body.name, "kind": "assembly", "organizations": [scene.outsider.person.organization_id]}
    client.post(address, typed)
    assert logged_in(scene.outsider).get(page).status_code == 200
    assert logged_in(scene.member).get(page).status_code == 404


def test_a_name_twice_is_a_sentence(scene, logged_in):
    typed = {"name": scene.body.name, "kind": "assembly"}
    answer = logged_in(scene.coordinator).post(reverse("meetings:body_create"), typed)
    assert answer.status_code == 200 and "name" in answer.context["form"].errors and Body.objects.count() == 1


@pytest.mark.parametrize("who", ["invited", "member", "outsider"])
def test_representatives_read_and_change_nothing(scene, logged_in, who):
    client = logged_in(getattr(scene, who))
    assert scene.body.name in client.get(reverse("meetings:body_list")).content.decode()
    assert client.get(reverse("meetings:body_create")).status_code == 403
    assert client.post(reverse("meetings:body_update", args=[scene.body.pk]), {"name": "Ajena"}).status_code == 403

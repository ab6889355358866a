"""The admin: behind the one log-in, for administrators; each list and form opens; what is history can't be changed."""

import pytest
from allauth.account.models import EmailAddress
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone

from members import outbox
from members.models import Mandate, OutboxMail, Person, SecretariatTerm, User
from tests.factories import (
    MandateFactory,
    OrganizationFactory,
    PersonFactory,
    SecretariatTermFactory,
    UserFactory,
    administrator,
    coordinator,
    representative,
)
from tests.members.browsers import browser_of

pytestmark = pytest.mark.django_db
MODELS = ["user", "organization", "person", "mandate", "secretariatterm", "outboxmail"]
INDEX = reverse("admin:index")


def listing(model: str) -> str:
    return reverse(f"admin:members_{model}_changelist")


@pytest.fixture
def administering(client):
    client.force_login(administrator())
    return client


@pytest.mark.parametrize("who", [UserFactory, representative, coordinator])
@pytest.mark.parametrize("address", [INDEX, listing("person"), reverse("admin:pghistory_events_changelist")])
def test_only_administrators(client, who, address):
    client.force_login(who())
    assert client.get(address, follow=True).status_code == 403


def test_one_log_in_for_all(client):
    response = client.get(listing("person"), follow=True)
    login, _ = response.redirect_chain[-1]
    assert login == f"{reverse('account_login')}?next={listing('person')}"


def test_an_administrator_whose_account_is_closed(client):
    user = administrator()
    client.force_login(user)
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert client.get(INDEX).status_code == 302


def test_log_out_is_the_one_of_the_application(administering):
    administering.post(reverse("admin:logout"), follow=True)
    assert "_auth_user_id" not in administering.session


@pytest.mark.parametrize("model", MODELS)
def test_list_search_and_form_open(administering, model, django_assert_max_num_queries):
    person = PersonFactory(user=UserFactory())
    MandateFactory(person=person)
    SecretariatTermFactory(organization=person.organization)
    outbox.queue_rendered(
        "contact_changed", key="1", to_email=person.email, subject="Asunto", text="Texto", language="es"
    )
    assert administering.get(listing(model)).status_code == 200
    assert administering.get(listing(model), {"q": "ejemplo"}).status_code == 200
    row = admin.site._registry[next(m for m in admin.site._registry if m._meta.label_lower == f"members.{model}")]
    page = reverse(f"admin:members_{model}_change", args=[row.model.objects.first().pk])
    assert administering.get(page).status_code == 200


@pytest.mark.parametrize("model", ["person", "mandate", "organization", "user"])
def test_same_number_of_queries_with_30_rows(administering, model, django_assert_max_num_queries):
    MandateFactory(person=PersonFactory(user=UserFactory()))
    administering.get(listing(model))
    with django_assert_max_num_queries(12) as few:
        administering.get(listing(model))
    queries = len(few)
    for _ in range(30):
        MandateFactory(person=PersonFactory(user=UserFactory()))
    with django_assert_max_num_queries(queries):
        administering.get(listing(model))


def test_new_account_has_no_password_and_gets_the_link(administering):
    person = PersonFactory()
    page = reverse("admin:members_user_add")
    assert administering.get(page).status_code == 200
    administering.post(page, {"email": "Nueva@Ejemplo.Example", "person": person.pk})
    user = User.objects.get(email="nueva@ejemplo.example")
    assert not user.has_usable_password() and user.person == person
    assert EmailAddress.objects.get(user=user).verified
    mail = OutboxMail.objects.get(to_email=user.email)
    assert reverse("account_reset_password_from_key", args=["a", "b"]).split("a-b")[0] in mail.text


def test_account_for_somebody_who_has_one_is_refused(administering):
    taken = representative()
    response = administering.post(
        reverse("admin:members_user_add"), {"email": "x@ejemplo.example", "person": taken.person.pk}
    )
    assert "person" in response.context["adminform"].form.errors
    assert not User.objects.filter(email="x@ejemplo.example").exists()


def test_account_with_an_email_in_other_case_is_refused(administering):
    UserFactory(email="una@ejemplo.example")
    response = administering.post(reverse("admin:members_user_add"), {"email": "UNA@ejemplo.example"})
    assert response.context["adminform"].form.errors


def test_closing_an_account_logs_it_out(administering):
    user = representative()
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    phone = browser_of(user)
    administering.post(reverse("admin:members_user_change", args=[user.pk]), {"email": user.email})
    user.refresh_from_db()
    assert not user.is_active
    assert "_auth_user_id" not in phone.session


def test_corrected_email_is_the_one_to_log_in_with(administering):
    user = representative()
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    page = reverse("admin:members_user_change", args=[user.pk])
    administering.post(page, {"email": "Corregida@ejemplo.example", "is_active": "on"})
    assert [a.email for a in EmailAddress.objects.filter(user=user)] == ["corregida@ejemplo.example"]


def test_accounts_are_not_deleted(administering):
    user = UserFactory()
    assert administering.post(reverse("admin:members_user_delete", args=[user.pk]), {"post": "yes"}).status_code == 403
    assert User.objects.filter(pk=user.pk).exists()


def test_link_again_for_chosen_accounts(administering):
    users = UserFactory.create_batch(2)
    chosen = {"action": "send_link", "_selected_action": [u.pk for u in users]}
    administering.post(listing("user"), chosen)
    assert set(OutboxMail.objects.values_list("to_email", flat=True)) == {u.email for u in users}


def test_two_principals_are_refused_in_words(administering):
    first = MandateFactory()
    person = PersonFactory(organization=first.organization)
    typed = {"person": person.pk, "organization": first.organization_id, "role": "principal", "starts_on": "2020-01-01"}
    response = administering.post(reverse("admin:members_mandate_add"), typed)
    assert response.status_code == 200 and response.context["adminform"].form.errors
    assert Mandate.objects.count() == 1


@pytest.mark.parametrize("model", ["mandate", "secretariatterm"])
def test_an_end_before_the_start_is_refused_in_words(administering, model):
    mandate = MandateFactory()
    typed = {"person": mandate.person_id, "organization": mandate.organization_id, "role": "principal"}
    typed |= {"starts_on": "2026-05-02", "ends_on": "2026-05-01"}
    response = administering.post(reverse(f"admin:members_{model}_add"), typed)
    assert "ends_on" in response.context["adminform"].form.errors
    assert Mandate.objects.count() == 1 and not SecretariatTerm.objects.exists()


@pytest.mark.parametrize("how", ["given to another", "deleted with others"])
def test_mandate_taken_away_in_the_admin_ends_the_sessions(administering, how):
    user, other = representative(), PersonFactory()
    phone, mandate = browser_of(user), user.person.mandates.get()
    if how == "given to another":
        typed = {"person": other.pk, "organization": mandate.organization_id, "role": "principal"}
        administering.post(
            reverse("admin:members_mandate_change", args=[mandate.pk]), typed | {"starts_on": "2018-04-06"}
        )
        assert Mandate.objects.get().person == other
    else:
        chosen = {"action": "delete_selected", "_selected_action": [mandate.pk], "post": "yes"}
        administering.post(listing("mandate"), chosen)
        assert not Mandate.objects.exists()
    assert "_auth_user_id" not in phone.session


def test_mandate_corrected_away_ends_the_sessions(administering):
    user = representative()
    phone = browser_of(user)
    mandate = user.person.mandates.get()
    typed = {"person": user.person.pk, "organization": mandate.organization_id, "role": "principal"}
    typed |= {"starts_on": "2018-04-06", "ends_on": timezone.localdate().isoformat()}
    administering.post(reverse("admin:members_mandate_change", args=[mandate.pk]), typed)
    assert "_auth_user_id" not in phone.session


def test_outbox_is_read_only_and_keeps_secrets(administering):
    mail = outbox.queue_rendered(
        "account_mail", key="1", to_email="a@ejemplo.example", subject="Clave", text="enlace secreto", language="es"
    )
    page = reverse("admin:members_outboxmail_change", args=[mail.pk])
    assert "enlace secreto" not in administering.get(page).content.decode()
    assert administering.post(page, {"subject": "Otro"}).status_code == 403
    assert administering.get(reverse("admin:members_outboxmail_add")).status_code == 403


def test_autocomplete_finds_without_accents(administering):
    person = PersonFactory(name="Álvarez de ejemplo")
    query = {"app_label": "members", "model_name": "mandate", "field_name": "person", "term": "alvarez"}
    found = administering.get(reverse("admin:autocomplete"), query).json()["results"]
    assert [row["id"] for row in found] == [str(person.pk)]


def test_trail_is_readable_and_read_only(administering, django_assert_max_num_queries):
    organization = OrganizationFactory(name="Antes")
    page = reverse("admin:members_organization_change", args=[organization.pk])
    typed = {"name": "Después", "kind": "member_cso", "status": "active"} | {
        f"secretariat_terms-{n}": 0 for n in ("TOTAL_FORMS", "INITIAL_FORMS")
    }
    administering.post(page, typed, REMOTE_ADDR="192.0.2.7")
    trail = reverse("admin:pghistory_events_changelist")
    text = administering.get(trail).content.decode()
    assert "Después" in text and "192.0.2.7" in text
    assert User.objects.get(is_superuser=True).email in text
    for person in PersonFactory.create_batch(30):
        assert person
    with django_assert_max_num_queries(12):
        administering.get(trail)
    slug = f"members.OrganizationEvent:{organization.events.get(pgh_label='update').pgh_id}"
    event = administering.get(reverse("admin:pghistory_events_change", args=[slug]))
    assert "Antes → Después" in event.content.decode()
    assert administering.post(event.request["PATH_INFO"], {}).status_code == 403


def test_person_with_another_email_tells_the_account(administering):
    user = representative()
    typed = {"name": user.person.name, "email": "otro@ejemplo.example", "language": "es", "user": user.pk}
    typed |= {"organization": user.person.organization_id}
    typed |= {f"mandates-{n}": 0 for n in ("TOTAL_FORMS", "INITIAL_FORMS")}
    administering.post(reverse("admin:members_person_change", args=[user.person.pk]), typed)
    assert Person.objects.get(pk=user.person.pk).email == "otro@ejemplo.example"
    assert OutboxMail.objects.get(event="contact_changed").to_email == user.email

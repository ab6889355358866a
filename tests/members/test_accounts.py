"""Accounts: no sign-up, log-in by e-mail in any case, a reset that tells nobody whether an account exists."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from members.models import OutboxMail, User
from tests.factories import PASSWORD, UserFactory, representative

pytestmark = pytest.mark.django_db
LOGIN = reverse("account_login")
RESET = reverse("account_reset_password")
NEW = "otra clave larga de prueba"


@pytest.fixture
def user():
    user = representative()
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    return user


def is_logged_in(client) -> bool:
    return "_auth_user_id" in client.session


def link_in(mail: OutboxMail) -> str:
    return re.search(r"https?://[^/]+(/accounts/\S+)", mail.text)[1]


@pytest.mark.parametrize("write", [str.lower, str.upper, str.title])
def test_log_in_by_email_in_any_case(client, user, write):
    response = client.post(LOGIN, {"login": write(user.email), "password": PASSWORD})
    assert response.url == reverse("home") and is_logged_in(client)


def test_log_in_goes_on_to_the_page_that_was_asked_for(client, user):
    page = reverse("members:organization_list")
    assert f'value="{page}"' in client.get(LOGIN, {"next": page}).content.decode()
    assert client.post(LOGIN, {"login": user.email, "password": PASSWORD, "next": page}).url == page
    client.logout()
    away = client.post(LOGIN, {"login": user.email, "password": PASSWORD, "next": "https://elsewhere.example/"})
    assert away.url == reverse("home")


def test_wrong_password_and_unknown_address_get_the_same_answer(client, user):
    errors = [
        client.post(LOGIN, {"login": email, "password": "no es la clave"}).context["form"].errors
        for email in (user.email, "nadie@ejemplo.example")
    ]
    assert errors[0] == errors[1] and errors[0]
    assert not is_logged_in(client)


def test_closed_account_does_not_get_in(client, user):
    User.objects.update(is_active=False)
    client.post(LOGIN, {"login": user.email, "password": PASSWORD}, follow=True)
    assert not is_logged_in(client)
    assert client.get(reverse("account_inactive")).status_code == 200


def test_nobody_signs_up(client):
    page = reverse("account_signup")
    typed = {"email": "nueva@ejemplo.example", "password1": NEW, "password2": NEW}
    for response in (client.get(page), client.post(page, typed)):
        assert "form" not in (response.context or {}) and response.status_code == 200
    assert not User.objects.exists() and not OutboxMail.objects.exists()
    assert page not in client.get(LOGIN).content.decode()


def test_reset_by_the_link_in_the_mail(client, user):
    client.post(RESET, {"email": user.email.upper()})
    mail = OutboxMail.objects.get()
    assert mail.to_email == user.email and mail.event == "account_mail"
    page = client.get(link_in(mail), follow=True)
    form_address = page.redirect_chain[-1][0]
    client.post(form_address, {"password1": NEW, "password2": NEW}, follow=True)
    user.refresh_from_db()
    assert user.check_password(NEW)
    told = OutboxMail.objects.exclude(pk=mail.pk).get()
    assert told.to_email == user.email
    client.logout()
    assert client.get(link_in(mail), follow=True).context["token_fail"], "works once"


def test_unknown_address_gets_the_same_answer(client, user):
    known = client.post(RESET, {"email": user.email}, follow=True)
    unknown = client.post(RESET, {"email": "nadie@ejemplo.example"}, follow=True)
    assert known.redirect_chain == unknown.redirect_chain
    assert without_token(known) == without_token(unknown)
    mail = OutboxMail.objects.get(to_email="nadie@ejemplo.example")
    assert "/accounts/password/reset/key/" not in mail.text and reverse("account_signup") not in mail.text


def without_token(response) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())


@pytest.mark.parametrize("password", ["corta", "123456789012", "password1234"])
def test_weak_password_is_refused_in_words(client, user, password):
    client.force_login(user)
    typed = {"oldpassword": PASSWORD, "password1": password, "password2": password}
    response = client.post(reverse("account_change_password"), typed)
    assert response.context["form"].errors
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_changed_email_is_lower_case_and_counts_once_confirmed(client, user):
    client.post(LOGIN, {"login": user.email, "password": PASSWORD})
    page = reverse("account_email")
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert "style=" not in client.get(page).content.decode()
    client.post(page, {"action_add": "", "email": "Nueva@Ejemplo.Example"})
    waiting = client.get(page).content.decode()
    assert "nueva@ejemplo.example" in waiting and "style=" not in waiting
    confirm = link_in(OutboxMail.objects.get(to_email="nueva@ejemplo.example"))
    assert client.get(confirm).status_code == 200
    user.refresh_from_db()
    assert user.email != "nueva@ejemplo.example", "reading the link changes nothing"
    client.post(confirm)
    user.refresh_from_db()
    assert user.email == "nueva@ejemplo.example"


def test_other_sessions_end(client, user):
    client.post(LOGIN, {"login": user.email, "password": PASSWORD})
    other = type(client)()
    other.post(LOGIN, {"login": user.email, "password": PASSWORD})
    assert client.get(reverse("usersessions_list")).context["session_count"] == 2
    client.post(reverse("usersessions_list"))
    assert is_logged_in(client) and not is_logged_in(other)


def test_log_out_only_by_post(client):
    client.force_login(UserFactory())
    assert client.get(reverse("account_logout")).status_code == 200
    assert is_logged_in(client)
    client.post(reverse("account_logout"))
    assert not is_logged_in(client)


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize(
    "name",
    [
        "account_login",
        "account_signup",
        "account_inactive",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key_done",
        "account_email_verification_sent",
    ],
)
def test_every_page_is_ours_and_keeps_the_csp(client, name, language):
    text = client.get(reverse(name), headers={"accept-language": language}, follow=True).content.decode()
    assert f'<html lang="{language}"' in text and 'class="skip"' in text
    assert "style=" not in text and "<script>" not in text

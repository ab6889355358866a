import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from members.accounts import MFAAdapter
from members.models import OutboxMail
from members.services.second_factor import remove_second_factors
from tests import factories as make

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def required(settings):
    settings.SECOND_FACTOR = True


def code(secret: str = SECRET) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def log_in(client, user):
    return client.post(reverse("account_login"), {"login": user.email, "password": make.PASSWORD})


def mailed_code() -> str:
    mail = OutboxMail.objects.filter(event="account_mail").latest("pk")
    return re.search(r"^[A-Z0-9-]{6,}$", mail.text, re.MULTILINE)[0]


def confirm(client, value: str):
    return client.post(reverse("account_confirm_login_code"), {"code": value})


def is_in(client, user) -> bool:
    return client.session.get("_auth_user_id") == str(user.pk)


class TestRepresentative:
    def test_password_and_the_code_by_mail(self, client):
        user = make.representative()
        user.emailaddress_set.create(email=user.email, verified=True, primary=True)
        assert log_in(client, user).url == reverse("account_confirm_login_code")
        assert not is_in(client, user)
        confirm(client, mailed_code())
        assert is_in(client, user)
        assert client.get(reverse("members:organization_list")).status_code == 200

    def test_a_wrong_code_opens_nothing(self, client):
        user = make.representative()
        user.emailaddress_set.create(email=user.email, verified=True, primary=True)
        log_in(client, user)
        confirm(client, "ZZZZZZ")
        assert not is_in(client, user)

    def test_with_an_app_no_code_by_mail(self, client):
        user = make.representative()
        user.emailaddress_set.create(email=user.email, verified=True, primary=True)
        TOTP.activate(user, SECRET)
        assert log_in(client, user).url == reverse("mfa_authenticate")
        assert not OutboxMail.objects.exists()
        client.post(reverse("mfa_authenticate"), {"code": code()})
        assert is_in(client, user)


class TestCoordinator:
    @pytest.fixture(params=["coordinator", "administrator"])
    def user(self, request):
        user = getattr(make, request.param)()
        user.emailaddress_set.create(email=user.email, verified=True, primary=True)
        return user

    def test_reaches_nothing_before_setting_one_up(self, client, user):
        log_in(client, user)
        confirm(client, mailed_code())
        for name in ("home", "members:organization_list", "audit", "admin:index", "account_email"):
            assert client.get(reverse(name)).url == reverse("mfa_index"), name
        assert client.get(reverse("mfa_index")).status_code == 200
        assert client.post(reverse("account_logout")).status_code == 302

    @pytest.mark.django_db(transaction=True)
    def test_setting_one_up_lets_in_at_once(self, client, user):
        log_in(client, user)
        confirm(client, mailed_code())
        page = client.get(reverse("mfa_activate_totp"))
        with_secret = page.context["form"].secret
        client.post(reverse("mfa_activate_totp"), {"code": code(with_secret)})
        assert client.get(reverse("home")).status_code == 200

    def test_a_session_without_it_proves_it_first(self, client, user):
        TOTP.activate(user, SECRET)
        client.force_login(user)
        answer = client.get(reverse("audit"))
        assert answer.url.startswith(reverse("mfa_reauthenticate"))
        client.post(reverse("mfa_reauthenticate"), {"code": code(), "next": reverse("audit")})
        assert client.get(reverse("audit")).status_code == 200

    def test_cannot_set_up_a_second_one_instead_of_proving_the_first(self, client, user):
        TOTP.activate(user, SECRET)
        client.force_login(user)
        assert client.get(reverse("mfa_add_webauthn")).url.startswith(reverse("mfa_reauthenticate"))

    def test_keeps_the_last_one(self, client, user):
        TOTP.activate(user, SECRET)
        log_in(client, user)
        client.post(reverse("mfa_authenticate"), {"code": code()})
        client.post(reverse("mfa_deactivate_totp"), {})
        assert Authenticator.objects.filter(user=user, type="totp").exists()

    def test_a_recovery_code_lets_in_once(self, client, user):
        TOTP.activate(user, SECRET)
        one = RecoveryCodes.activate(user).get_unused_codes()[0]
        log_in(client, user)
        client.post(reverse("mfa_authenticate"), {"code": one})
        assert client.get(reverse("home")).status_code == 200
        client.post(reverse("account_logout"))
        log_in(client, user)
        client.post(reverse("mfa_authenticate"), {"code": one})
        assert not is_in(client, user)


def test_the_secret_is_not_readable_in_the_database():
    user = make.coordinator()
    TOTP.activate(user, SECRET)
    kept = Authenticator.objects.get(user=user).data["secret"]
    assert SECRET not in kept
    assert MFAAdapter().decrypt(kept) == SECRET


def test_the_demo_may_do_without(client, settings):
    settings.SECOND_FACTOR = False
    user = make.coordinator()
    client.force_login(user)
    assert client.get(reverse("home")).status_code == 200


def test_only_an_administrator_removes_factors():
    user = make.representative()
    TOTP.activate(user, SECRET)
    with pytest.raises(PermissionDenied):
        remove_second_factors(user, actor=make.coordinator())
    remove_second_factors(user, actor=make.administrator())
    assert not Authenticator.objects.filter(user=user).exists()

"""A mail service's webhooks: what each tells in its own shape becomes the same bounce; without the secret, nothing."""

import base64
import hashlib
import hmac
import json

import pytest
import requests
from anymail.exceptions import AnymailRequestsAPIError
from anymail.message import AnymailStatus
from anymail.signals import tracking
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from alianza.environment import mail_service
from alianza.urls import urlpatterns
from members import delivery
from members.models import OutboxMail, Person
from members.services import mail_events
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.members.mail_service_urls")]
SECRET = "servicio:una-clave-de-prueba-larga"
KEY = "clave-de-firma-de-prueba"


@pytest.fixture(autouse=True)
def configured(settings):
    settings.ANYMAIL = {"WEBHOOK_SECRET": SECRET, "MAILGUN_WEBHOOK_SIGNING_KEY": KEY}
    settings.MAIL_SERVICE = "mailgun"
    tracking.connect(mail_events.heard)
    yield
    tracking.disconnect(mail_events.heard)


@pytest.fixture
def mail(news) -> OutboxMail:
    row = news.queue(to=make.PersonFactory(email="persona@ejemplo.example"))
    OutboxMail.objects.filter(pk=row.pk).update(state="accepted", answer="250")
    row.refresh_from_db()
    return row


def post(service: str, payload, secret: str = SECRET):
    browser = Client(enforce_csrf_checks=True, raise_request_exception=False)
    shown = {"HTTP_AUTHORIZATION": "Basic " + base64.b64encode(secret.encode()).decode()} if secret else {}
    return browser.post(
        f"/mail-events/{service}/tracking/", json.dumps(payload), content_type="application/json", **shown
    )


def postmark(mail, kind: str = "HardBounce", record: str = "Bounce", **changes) -> dict:
    return {
        "RecordType": record,
        "Type": kind,
        "TypeCode": 1,
        "ID": 4323372036854775807,
        "MessageID": "883953f4-6105-42a2-a16a-77a8eac79483",
        "Metadata": {"outbox": str(mail.uid)},
        "Description": "The server was unable to deliver the message",
        "Details": "smtp;550 5.1.1 The account does not exist",
        "Email": mail.to_email,
        "BouncedAt": "2018-04-23T14:14:01Z",
    } | changes


def mailgun(mail, event: str = "failed", severity: str = "permanent", key: str = KEY, **changes) -> dict:
    stamp, token = "1524492841", "b" * 50
    signature = hmac.new(key.encode(), f"{stamp}{token}".encode(), hashlib.sha256).hexdigest()
    data = {
        "event": event,
        "severity": severity,
        "reason": "bounce",
        "timestamp": 1524492841.0,
        "recipient": mail.to_email,
        "message": {"headers": {"message-id": mail.message_id.strip("<>")}},
        "delivery-status": {"code": 550, "message": "550 5.1.1 no such user", "description": ""},
        "user-variables": {},
    }
    return {"signature": {"timestamp": stamp, "token": token, "signature": signature}, "event-data": data | changes}


def brevo(mail, event: str = "hard_bounce", **changes) -> dict:
    return {
        "event": event,
        "email": mail.to_email,
        "id": 26224,
        "message-id": mail.message_id,
        "reason": "550 5.1.1 user unknown",
        "ts_epoch": 1524492841000,
        "X-Mailin-custom": json.dumps({"outbox": str(mail.uid)}),
    } | changes


def found(mail) -> tuple:
    mail.refresh_from_db()
    return mail.bounce, Person.objects.get(pk=mail.person_id).email_bounces


@pytest.mark.parametrize("shape", [postmark, mailgun, brevo])
def test_a_final_bounce_marks_mail_and_address(mail, shape):
    assert post(shape.__name__, shape(mail)).status_code == 200
    assert found(mail) == ("permanent", True)
    assert "5.1.1" in mail.answer


@pytest.mark.parametrize(
    ("service", "payload"),
    [
        ("postmark", lambda mail: postmark(mail, "Transient")),
        ("postmark", lambda mail: postmark(mail, "SoftBounce")),
        ("mailgun", lambda mail: mailgun(mail, severity="temporary")),
        ("brevo", lambda mail: brevo(mail, "soft_bounce")),
        ("brevo", lambda mail: brevo(mail, "deferred")),
    ],
)
def test_what_passes_flags_nobody_and_is_over_once_it_arrived(mail, service, payload):
    post(service, payload(mail))
    assert found(mail) == ("passing", False)
    post("brevo", brevo(mail, "delivered"))
    assert found(mail) == ("", False)


@pytest.mark.parametrize(
    ("service", "payload"),
    [
        ("brevo", lambda mail: brevo(mail, "blocked")),
        ("postmark", lambda mail: postmark(mail, "Blocked")),
        ("brevo", lambda mail: brevo(mail, "error")),
    ],
)
def test_what_the_service_would_not_send_says_nothing_of_the_address(mail, service, payload):
    post(service, payload(mail))
    assert found(mail) == ("permanent", False)


@pytest.mark.parametrize("event", ["request", "delivered", "unique_opened", "opened", "click", "no_such_event"])
def test_nothing_is_claimed_of_what_a_service_cannot_know(mail, event):
    before = OutboxMail.objects.values().get(pk=mail.pk)
    assert post("brevo", brevo(mail, event)).status_code == 200
    assert OutboxMail.objects.values().get(pk=mail.pk) == before


def test_what_came_back_for_good_did_not_arrive(mail):
    post("brevo", brevo(mail))
    post("brevo", brevo(mail, "delivered"))
    assert found(mail) == ("permanent", True)


@pytest.mark.parametrize("event", ["spam", "unsubscribe"])
def test_a_complaint_stops_notices(mail, event):
    post("brevo", brevo(mail, event))
    assert Person.objects.get(pk=mail.person_id).notices == "needed"
    assert found(mail) == ("", False)


@pytest.mark.parametrize("secret", ["", "servicio:otra", "otro:una-clave-de-prueba-larga"])
@pytest.mark.parametrize("shape", [postmark, mailgun, brevo])
def test_without_the_secret_nothing(mail, shape, secret):
    assert post(shape.__name__, shape(mail), secret).status_code == 400
    assert found(mail) == ("", False)


def test_with_a_forged_signature_nothing(mail):
    assert post("mailgun", mailgun(mail, key="otra")).status_code == 400
    assert found(mail) == ("", False)


@pytest.mark.parametrize(
    "changes",
    [
        {"Metadata": {"outbox": "x"}},
        {"Metadata": {}},
        {"Email": "otra@ejemplo.example"},
        {"Metadata": {"outbox": "0" * 36}},
    ],
)
def test_what_is_about_none_of_ours_changes_nothing(mail, changes):
    post("postmark", postmark(mail, **changes))
    assert found(mail) == ("", False)


def test_the_addresses_are_only_there_where_a_service_is():
    assert urlpatterns and not [one for one in urlpatterns if "mail-events" in str(one.pattern)]


@pytest.mark.parametrize("secret", [None, "", "short:short", "nocolonatallbutverylong", "name:with space in it long"])
def test_without_a_good_secret_nothing_starts(secret):
    with pytest.raises(ImproperlyConfigured, match="ANYMAIL_WEBHOOK_SECRET"):
        mail_service({"ANYMAIL_WEBHOOK_SECRET": secret} if secret is not None else {}, 15)


def test_the_services_own_settings_are_taken_over():
    taken = mail_service({"ANYMAIL_WEBHOOK_SECRET": SECRET, "ANYMAIL_BREVO_API_KEY": "x", "PATH": "/bin"}, 15)
    assert taken["BREVO_API_KEY"] == "x" and "PATH" not in taken


def test_the_letter_names_its_row_and_takes_its_calendar_along(mail):
    mail.calendar = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR"
    letter = delivery.message(mail)
    assert letter.metadata == {"outbox": str(mail.uid)}
    assert "From" not in letter.extra_headers
    assert [kind for _, _, kind in letter.attachments] == ["text/calendar; method=REQUEST"]


class Service:
    """A backend as anymail's are: it writes down what became of the recipient, or raises what the API answered."""

    def __init__(self, status: str = "queued", code: int = 0):
        self.status, self.code = status, code

    def open(self) -> bool:
        return True

    def send_messages(self, letters: list) -> int:
        if self.code:
            response = requests.Response()
            response.status_code, response.reason, response._content = self.code, "no", b"{}"
            raise AnymailRequestsAPIError("no", response=response)
        for letter in letters:
            letter.anymail_status = AnymailStatus()
            letter.anymail_status.status = {self.status}
        return len(letters)


@pytest.mark.parametrize(
    ("service", "state", "unreachable"),
    [
        (Service("queued"), "accepted", False),
        (Service("sent"), "accepted", False),
        (Service("rejected"), "failed", False),
        (Service("invalid"), "failed", False),
        (Service(code=422), "failed", False),
        (Service(code=401), "queued", True),
        (Service(code=429), "queued", True),
        (Service(code=503), "queued", True),
    ],
)
def test_what_the_service_answers_is_what_is_noted(mail, service, state, unreachable):
    outcome = delivery.send(mail, service)
    assert (outcome.state, outcome.unreachable) == (state, unreachable)

"""After sharing: closing all links of a share, sending again to a corrected address, and the ledger as a file."""

import csv
import io
import threading

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from actionplans.models import Delivery, Reminder
from actionplans.services import publication, review
from actionplans.services import recall as services
from actionplans.services.reminders import PAUSE, remind
from actionplans.services.share import NotInForce, share_with, still_wanted
from members import delivery as sending
from members.models import OutboxMail, Person
from members.sheets import harmless
from members.tokens import token_for
from tests import factories as make

pytestmark = pytest.mark.django_db
NOW = timezone.now()
NEW = "nueva@ejemplo.example"


@pytest.fixture
def people():
    return [make.PersonFactory(organization=make.StakeholderFactory()) for _ in range(3)]


@pytest.fixture
def share(published_version, people, writer):
    made = share_with(published_version, people, actor=writer)
    OutboxMail.objects.update(state="accepted", finished_at=NOW)
    return made


@pytest.fixture
def bounced(share, people) -> Delivery:
    """Came back for good; the address was corrected since."""
    OutboxMail.objects.filter(person=people[0]).update(bounce="permanent", bounced_at=NOW, answer="550 5.1.1 unknown")
    Person.objects.filter(pk=people[0].pk).update(bounced_email=people[0].email, email=NEW)
    return share.deliveries.get(person=people[0])


@pytest.fixture
def client(writer, logged_in):
    client = logged_in(writer)
    client.cookies["django_language"] = "en"
    return client


def address(name: str, subject) -> str:
    return reverse(f"actionplans:{name}", args=[subject.pk])


def open_links(share) -> int:
    return Delivery.objects.usable().filter(share=share).count()


# All links of a share.


def test_all_links_are_closed_after_a_page_that_counts_them(share, client):
    Delivery.objects.filter(pk=share.deliveries.first().pk).update(revoked_at=NOW)
    assert "Close 2 links" in client.get(address("share_revoke", share)).content.decode()
    assert open_links(share) == 2
    assert "2 links are closed." in client.post(address("share_revoke", share), follow=True).content.decode()
    assert open_links(share) == 0
    token = token_for(share.deliveries.last().uid)
    assert client.get(reverse("actionplans:delivery_open", args=[token])).status_code == 404


def test_links_of_another_share_stay_open(share, published_version, people, writer):
    other = share_with(published_version, people, actor=writer)
    assert services.revoke_share(share, actor=writer) == 3
    assert open_links(other) == 3


def test_closing_ends_waiting_mails(published_version, people, writer):
    share = share_with(published_version, people, actor=writer)
    services.revoke_share(share, actor=writer)
    assert not any(still_wanted(delivery.mail) for delivery in share.deliveries.all())


def test_closing_twice_says_so(share, writer, client):
    services.revoke_share(share, actor=writer)
    with pytest.raises(services.NothingToClose):
        services.revoke_share(share, actor=writer)
    assert "no open link any more" in client.get(address("share_revoke", share)).content.decode()
    assert "no open link any more" in client.post(address("share_revoke", share), follow=True).content.decode()


def test_links_are_closed_by_writers_only(share, representatives, logged_in):
    with pytest.raises(PermissionDenied):
        services.revoke_share(share, actor=representatives[0])
    assert logged_in(representatives[0]).post(address("share_revoke", share)).status_code == 403
    assert open_links(share) == 3


# Again, to an address that was corrected.


def test_the_ledger_says_it_came_back_and_offers_to_send_again(bounced, share, client):
    shown = client.get(share.get_absolute_url()).content.decode()
    assert "came back" in shown and "this address does not exist" in shown
    assert f'id="again-{bounced.pk}"' in shown and shown.count('id="again-') == 1


def test_again_to_the_new_address_with_the_same_link(bounced, share, client):
    before = bounced.mail_id
    assert f"on its way to {NEW}" in client.post(address("delivery_send_again", bounced), follow=True).content.decode()
    bounced.refresh_from_db()
    mail = bounced.mail
    assert mail.pk != before and (mail.to_email, mail.state, mail.link_uid) == (NEW, "queued", bounced.uid)
    assert still_wanted(mail) and token_for(bounced.uid) in sending.message(mail).body
    assert not still_wanted(OutboxMail.objects.get(pk=before))
    shown = client.get(share.get_absolute_url()).content.decode()
    assert "came back" not in shown and 'id="again-' not in shown
    assert OutboxMail.objects.filter(event="plan_shared").count() == 4


def test_again_for_whoever_had_no_address(share, people, writer):
    OutboxMail.objects.filter(person=people[0]).update(to_email="", state="failed", answer="no e-mail address")
    delivery = share.deliveries.get(person=people[0])
    assert services.send_again(delivery, actor=writer).mail.to_email == people[0].email


def test_again_only_once(bounced, writer, client):
    services.send_again(bounced, actor=writer)
    with pytest.raises(services.NotNeeded):
        services.send_again(bounced, actor=writer)
    assert "nothing to send again" in client.post(address("delivery_send_again", bounced), follow=True).content.decode()
    assert OutboxMail.objects.filter(event="plan_shared").count() == 4


def test_never_twice_to_one_address(bounced, people, writer):
    first = bounced.mail.to_email
    again = services.send_again(bounced, actor=writer)
    OutboxMail.objects.filter(pk=again.mail_id).update(state="failed", answer="550 5.1.1 unknown")
    Person.objects.filter(pk=people[0].pk).update(email=first.upper(), bounced_email=NEW)
    with pytest.raises(services.SentThereBefore):
        services.send_again(bounced, actor=writer)


def test_again_to_the_same_address_where_it_was_not_why_the_mail_came_back(bounced, people, writer, client):
    """A mailbox that was full has room again; an address that is marked as wrong is corrected first."""
    full = bounced.mail.to_email
    Person.objects.filter(pk=people[0].pk).update(email=full)
    with pytest.raises(services.NotCorrected):
        services.send_again(bounced, actor=writer)
    client.post(reverse("members:person_update", args=[people[0].pk]), entry(people[0], email=full))
    with pytest.raises(services.NotCorrected):
        services.send_again(bounced, actor=writer)
    typed = entry(people[0], email=full, address_works="on")
    page = client.post(reverse("members:person_update", args=[people[0].pk]), typed, follow=True)
    assert f"1 thing that did not arrive can be sent again to {full}" in page.content.decode()
    assert services.send_again(bounced, actor=writer).mail.to_email == full
    with pytest.raises(services.NotNeeded):
        services.send_again(bounced, actor=writer)


def entry(person: Person, **typed) -> dict:
    return {"name": person.name, "organization": person.organization_id, "language": person.language} | typed


@pytest.mark.parametrize(
    ("mail", "delivery", "person", "refusal"),
    [
        ({}, {"revoked_at": NOW}, {}, services.NoOpenLink),
        ({}, {"expires_at": NOW}, {}, services.NoOpenLink),
        ({"bounce": ""}, {}, {}, services.NotNeeded),
        ({"bounce": "passing"}, {}, {}, services.NotNeeded),
        ({}, {"acknowledged_at": NOW, "acknowledged_name": "Ana"}, {}, services.NotNeeded),
        ({}, {}, {"email": ""}, services.NotCorrected),
        ({}, {}, {"bounced_email": NEW}, services.NotCorrected),
        ({"to_email": NEW.upper(), "bounce": "", "state": "failed"}, {}, {}, services.NotCorrected),
    ],
)
def test_when_it_is_not_sent_again(bounced, share, people, writer, client, mail, delivery, person, refusal):
    OutboxMail.objects.filter(pk=bounced.mail_id).update(**mail)
    Delivery.objects.filter(pk=bounced.pk).update(**delivery)
    Person.objects.filter(pk=people[0].pk).update(**person)
    with pytest.raises(refusal):
        services.send_again(bounced, actor=writer)
    assert OutboxMail.objects.filter(event="plan_shared").count() == 3
    assert 'id="again-' not in client.get(share.get_absolute_url()).content.decode()


def test_a_share_called_back_is_not_sent_again(bounced, share, writer):
    share.recalled_at = NOW
    share.save()
    with pytest.raises(services.CalledBack):
        services.send_again(bounced, actor=writer)


def test_a_superseded_version_is_not_sent_again(bounced, next_draft, asked, writer):
    publication.publish(review.open_review(next_draft, asked, make.in_a_week(), actor=writer), actor=writer)
    with pytest.raises(NotInForce):
        services.send_again(bounced, actor=writer)


def test_again_by_writers_only_and_not_by_get(bounced, representatives, logged_in, client):
    with pytest.raises(PermissionDenied):
        services.send_again(bounced, actor=representatives[0])
    assert logged_in(representatives[0]).post(address("delivery_send_again", bounced)).status_code == 403
    assert client.get(address("delivery_send_again", bounced)).status_code == 405
    assert OutboxMail.objects.filter(event="plan_shared").count() == 3


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_are_one_mail(bounced, writer):
    start, outcomes = threading.Barrier(2), []

    def click():
        start.wait()
        try:
            outcomes.append(services.send_again(bounced, actor=writer).mail_id)
        except services.NotNeeded:
            outcomes.append(None)
        finally:
            connection.close()

    threads = [threading.Thread(target=click) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(outcomes) == 2 and outcomes.count(None) == 1
    assert OutboxMail.objects.filter(event="plan_shared").count() == 4


# The same failed mail in the outbox.


def retry_of(mail) -> str:
    return reverse("members:outbox_retry", args=[mail.pk])


def of_outbox(client, mail):
    return next(row for row in client.get(reverse("members:outbox")).context["rows"] if row.pk == mail.pk)


def test_in_the_outbox_the_first_mail_leads_nowhere_once_it_was_sent_again(bounced, writer, client):
    first = bounced.mail
    assert of_outbox(client, first).corrected == NEW
    services.send_again(bounced, actor=writer)
    row = of_outbox(client, first)
    assert (row.corrected, row.can_retry, row.can_retry_kind, row.correct_at) == ("", False, False, "")
    assert (
        row.sent_anew and "A newer mail has taken its place." in client.get(reverse("members:outbox")).content.decode()
    )
    page = client.post(retry_of(first), follow=True).content.decode()
    assert "A newer mail has taken this one&#x27;s place" in page
    assert OutboxMail.objects.get(pk=first.pk).to_email != NEW


def test_called_back_the_first_mail_is_offered_again(bounced, writer, client, settings):
    settings.SHARE_HOLD_SECONDS = 60
    first = bounced.mail
    services.recall_again(services.send_again(bounced, actor=writer), actor=writer)
    row = of_outbox(client, first)
    assert row.corrected == NEW and not row.sent_anew


def test_with_others_of_its_reason_a_replaced_mail_stays(bounced, writer, client):
    first = bounced.mail
    services.send_again(bounced, actor=writer)
    failed = {"state": "failed", "bounce": "", "answer": "550 5.1.1 unknown"}
    OutboxMail.objects.filter(pk__in=[first.pk, bounced.share.deliveries.latest("pk").mail_id]).update(**failed)
    page = client.post(reverse("members:outbox_retry_kind", args=[first.pk]), follow=True).content.decode()
    assert "1 mail will be tried again." in page and OutboxMail.objects.get(pk=first.pk).state == "failed"


def test_a_reminder_that_a_newer_one_replaced_is_not_offered(share, people, published_version, writer, client):
    (first,) = [one for one in remind(published_version, actor=writer) if one.delivery.person == people[0]]
    failed = {"state": "failed", "answer": "550 5.1.1 unknown", "finished_at": NOW}
    OutboxMail.objects.filter(pk=first.mail_id).update(**failed)
    Reminder.objects.update(created_at=NOW - PAUSE)
    Person.objects.filter(pk=people[0].pk).update(email=NEW)
    assert of_outbox(client, first.mail).corrected == NEW
    remind(published_version, actor=writer)
    assert of_outbox(client, first.mail).sent_anew


def test_a_mail_whose_link_was_closed_is_not_tried_again(share, people, writer, client):
    delivery = share.deliveries.get(person=people[0])
    OutboxMail.objects.filter(pk=delivery.mail_id).update(state="failed", answer="550 5.7.1 no")
    services.revoke_share(share, actor=writer)
    page = client.post(retry_of(delivery.mail), follow=True).content.decode()
    assert "This mail is no longer wanted" in page
    assert OutboxMail.objects.get(pk=delivery.mail_id).state == "failed"


# The file.


def rows(response) -> list[dict]:
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"), newline="")))


def test_the_ledger_as_a_file(share, people, client):
    fields = {"acknowledged_name": "Ana", "acknowledged_position": "Directora", "note": "Sí, recibido; gracias"}
    share.deliveries.filter(person=people[0]).update(acknowledged_at=NOW, opened_at=NOW, **fields)
    response = client.get(address("share_csv", share))
    assert response.content.startswith(b"\xef\xbb\xbf")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"].startswith("attachment; ") and '.csv"' in response["Content-Disposition"]
    found = {row["E-mail"]: row for row in rows(response)}
    assert set(found) == {person.email for person in people}
    row = found[people[0].email]
    assert (row["State"], row["Answer"]) == ("acknowledged", "Sí, recibido; gracias")
    assert (row["Acknowledged by"], row["Position"]) == ("Ana", "Directora")
    assert row["Acknowledged"] == f"{timezone.localtime(NOW):%Y-%m-%d %H:%M}"
    assert found[people[1].email]["State"] == "accepted"


@pytest.mark.parametrize("begin", [*"=+-@\t\r\n＝＋－＠", "  ="])
def test_no_cell_is_a_formula(published_version, people, writer, client, begin):
    wicked = f"{begin}HYPERLINK(1)"
    assert harmless(wicked) == f"'{wicked}" and harmless(f"a{wicked}") == f"a{wicked}"
    Person.objects.update(name=wicked)
    share = share_with(published_version, Person.objects.filter(pk__in=[one.pk for one in people]), actor=writer)
    share.deliveries.update(note=wicked, acknowledged_name=wicked, acknowledged_at=NOW)
    for row in rows(client.get(address("share_csv", share))):
        assert row["Answer"] == row["Acknowledged by"] == row["Person"] == f"'{wicked}"


def test_the_file_holds_no_link(share, client):
    text = client.get(address("share_csv", share)).content.decode()
    assert not [d for d in share.deliveries.all() if token_for(d.uid) in text or d.token_sha256 in text]


def test_the_file_is_for_writers_only(share, representatives, logged_in):
    assert logged_in(representatives[0]).get(address("share_csv", share)).status_code == 403

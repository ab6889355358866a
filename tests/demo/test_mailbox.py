import mailbox
from email.message import EmailMessage

import pytest
from django.urls import reverse
from django.utils.translation import override

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.demo.urls")]


@pytest.fixture
def maildir(settings, tmp_path):
    settings.DEMO_MAILDIR = str(tmp_path / "mail")
    return mailbox.Maildir(tmp_path / "mail", create=True)


def deliver(maildir, recipient="ana@osc.example", subject="Convocatoria", text="Buenas tardes", html=""):
    message = EmailMessage()
    message["Delivered-To"], message["Subject"], message["From"] = recipient, subject, "Alianza <a@alianza.example>"
    message.set_content(html or text, subtype="html" if html else "plain")
    return maildir.add(message.as_bytes())


def read(client, key, recipient="ana@osc.example"):
    return client.get(reverse("demo:mail_detail", args=[recipient, key]))


def test_the_list_counts_each_recipients_mails_and_shows_the_newest(client, maildir):
    deliver(maildir, subject="Primero")
    deliver(maildir, subject="Segundo")
    deliver(maildir, "luz@entidad.example", subject="Plan de acción, versión 1")
    page = client.get(reverse("demo:mailboxes")).text
    assert page.count("ana@osc.example") == 2  # the link and its text
    assert '<span class="tag">2</span>' in page
    assert "Plan de acción, versión 1" in page


def test_an_empty_list_says_what_will_come(client, maildir):
    with override("en"):
        assert "No mail yet" in client.get(reverse("demo:mailboxes"), headers={"accept-language": "en"}).text


def test_a_mailbox_shows_only_its_own_mails(client, maildir):
    deliver(maildir, subject="Para Ana")
    deliver(maildir, "luz@entidad.example", subject="Para Luz")
    page = client.get(reverse("demo:mailbox_detail", args=["Ana@osc.example"])).text
    assert "Para Ana" in page
    assert "Para Luz" not in page


def test_links_in_a_mail_can_be_followed(client, maildir):
    key = deliver(maildir, text="Abra http://localhost:8000/plans/s/abc123/ y responda.")
    assert 'href="http://localhost:8000/plans/s/abc123/"' in read(client, key).text


def test_markup_in_a_mail_stays_text(client, maildir):
    page = read(client, deliver(maildir, subject="<b>x</b>", text="<script>alert(1)</script>")).text
    assert "<script>alert" not in page
    assert "&lt;b&gt;x" in page


def test_of_a_mail_with_html_only_the_words_are_shown(client, maildir):
    page = read(client, deliver(maildir, html="<p>Buenas <img src=//x.example/y> tardes</p>")).text
    assert "Buenas  tardes" in page
    assert "x.example" not in page


def test_reading_changes_nothing(client, maildir, tmp_path):
    key = deliver(maildir)
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "mail").rglob("*")}
    for address in (reverse("demo:mailboxes"), reverse("demo:mailbox_detail", args=["ana@osc.example"])):
        client.get(address)
    read(client, key)
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "mail").rglob("*")} == before


@pytest.mark.parametrize("key", ["nothing", "..%2F..%2Fsecret", "../new"])
def test_a_key_that_is_no_mail_is_not_found(client, maildir, tmp_path, key):
    deliver(maildir)
    (tmp_path / "secret").write_text("x")
    assert client.get(f"/demo/mail/ana@osc.example/{key}/").status_code == 404


def test_a_mail_of_somebody_else_is_not_found_in_this_mailbox(client, maildir):
    key = deliver(maildir, "luz@entidad.example")
    assert read(client, key).status_code == 404


def test_nothing_can_be_sent_to_the_pages(client, maildir):
    assert client.post(reverse("demo:mailboxes")).status_code == 405


@pytest.mark.parametrize("count", [1, 30])
def test_the_database_is_hardly_asked(client, maildir, django_assert_max_num_queries, count):
    for number in range(count):
        deliver(maildir, f"r{number}@osc.example")
    with django_assert_max_num_queries(1):
        client.get(reverse("demo:mailboxes"))


@pytest.mark.urls("alianza.urls")
def test_outside_the_demo_there_are_no_mailboxes(client, maildir):
    assert client.get("/demo/mail/").status_code == 404

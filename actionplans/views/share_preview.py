"""What a share would send, before anything is."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language_info

from actionplans.forms.share import RecipientsForm, SendForm
from actionplans.models.deliveries import Subject
from actionplans.services import share as services
from members.models import Person


@dataclass(frozen=True)
class Preview:
    people: list[Person]
    left_out: list[Person]
    letters: list[dict]
    domains: list[tuple[str, int]]
    send: SendForm
    chosen: str


def preview_of(request: HttpRequest, subject: Subject, form: RecipientsForm) -> Preview:
    """How many, in which languages and to which domains, and the mail as the first reader of each language gets it."""
    people, message = form.cleaned_data["recipients"], form.cleaned_data["message"]
    letters, domains = [], {}
    for code, _name in settings.LANGUAGES:
        readers = [person for person in people if person.language == code]
        if readers:
            headline, text = services.preview(subject, readers[0], message, actor=request.user)
            name = get_language_info(code)["name_translated"]
            letters.append({"code": code, "name": name, "count": len(readers), "subject": headline, "text": text})
    for person in people:
        domain = person.email.rpartition("@")[2].lower()
        domains[domain] = domains.get(domain, 0) + 1
    frequent = sorted(domains.items(), key=lambda entry: (-entry[1], entry[0]))
    chosen = ",".join(str(person.pk) for person in people)
    return Preview(people, form.cleaned_data["left_out"], letters, frequent, SendForm(), chosen)

"""Taking out what names a person, while counts, stances of organizations, texts and fingerprints stay.

Rows are kept and their names replaced by one placeholder. Tables that nobody may rewrite (trails, published minutes,
stances and answers to them, reports, evidence, shared notices) are opened by name, for these updates of this
transaction alone; what was written, and how much of it, stays in the request. Frozen minutes get the fingerprint of
what they say then.
"""

import secrets
from dataclasses import dataclass
from functools import cached_property

import pgtrigger
from django.apps import apps
from django.db import transaction
from django.db.models import TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from actionplans.models import Evidence, PlanVersion
from alianza.rights.holdings import Subject, subject_of_person
from alianza.rights.steps import steps
from alianza.rights.words import Words, mentioning, replaced, texts, words_of
from meetings.models import MinutesVersion
from members.canonical import sha256_hex
from members.models import ErasureRequest, Person, User, triggers_of_names
from members.services import erasures

KEPT_BY_TRIGGER = (
    "meetings.Minutes:minutes_frozen",
    "meetings.MinutesVersion:acta_frozen",
    "meetings.MinutesPerson:minutes_person_kept",
    "meetings.MinutesComment:minutes_comment_kept",
    "meetings.MinutesApproval:minutes_approval_kept",
    "actionplans.Notice:notice_frozen",
    "actionplans.Endorsement:endorsement_kept",
    "actionplans.Evidence:evidence_kept",
    "actionplans.ProgressReport:report_kept",
    "actionplans.DissentAnswer:answer_kept",
)


@dataclass(frozen=True)
class Preview:
    """What an erasure would do: `changes` [(what, rows)], `stays` [(what, rows)] that name the person by themselves."""

    subject: Subject
    words: Words

    @cached_property
    def changes(self) -> list[tuple[str, int]]:
        counted = [(str(step.title), step.rows.count()) for step in steps(self.subject, self.words, "…")]
        counted += [(in_texts(model), rows.count()) for model, _columns, rows in _mentions(self.words)]
        return [(title, number) for title, number in counted if number]

    @cached_property
    def frozen(self) -> int:
        """Versions that left the draft state and say it: their fingerprint forbids to change them."""
        if not self.words.pattern:
            return 0
        said = PlanVersion.objects.alias(said=Cast("content", TextField())).filter(said__iregex=self.words.pattern)
        return said.count()

    @cached_property
    def files(self) -> int:
        """Files that this person handed in: only people can read what is in them."""
        return Evidence.objects.filter(report__author__in=self.subject.entries).exclude(data=None).count()


def preview(request: ErasureRequest) -> Preview:
    subject = subject_of_person(request.person)
    return Preview(subject, words_of(subject))


@transaction.atomic
def erase(request: ErasureRequest, *, actor: User) -> ErasureRequest:
    """All or nothing. Raises a Refused of members.services.erasures."""
    request = erasures.locked(request, actor=actor)
    erasures.check_dispensable(request.person, actor=actor)
    subject = subject_of_person(request.person)
    words, placeholder = words_of(subject), _placeholder()
    with pgtrigger.ignore(*_opened()):
        done = [(str(step.title), step.perform()) for step in steps(subject, words, placeholder)]
        for model, columns, rows in _mentions(words):
            done.append((in_texts(model), rows.count()))
            changes = {one.name: replaced(one, words.pattern, placeholder) for one in columns}
            if model is MinutesVersion:
                changes["content_sha256"] = sha256_hex(changes["content"])
            rows.update(**changes)
    request.refresh_from_db()
    request.counts = {title: number for title, number in done if number}
    erasures.decide(request, ErasureRequest.Decision.ERASED, actor=actor)
    return request


def in_texts(model) -> str:
    tracked = getattr(model, "pgh_tracked_model", None)
    if tracked is not None:
        return _("Named in the trail: %(what)s") % {"what": tracked._meta.verbose_name_plural}
    return _("Named in texts: %(what)s") % {"what": model._meta.verbose_name_plural}


def _mentions(words: Words):
    if words.pattern:
        for model, columns in texts():
            yield model, columns, mentioning(model, columns, words.pattern)


def _opened() -> list[str]:
    """The triggers that would refuse it: of every trail, of the names kept beside acts, and KEPT_BY_TRIGGER."""
    trails = [model for model in apps.get_models() if hasattr(model, "pgh_tracked_model")]
    return [*(f"{model._meta.label}:append_only" for model in trails), *triggers_of_names(), *KEPT_BY_TRIGGER]


def _placeholder() -> str:
    """“Persona 4f2a”: a mark that nobody has yet, and that says nothing."""
    while True:
        name = f"Persona {secrets.token_hex(2)}"
        if not Person.everyone.filter(name=name).exists():
            return name

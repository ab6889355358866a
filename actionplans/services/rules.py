"""When a version may be published: the alliance's rule, held against what the organizations have said."""

from dataclasses import dataclass
from math import ceil

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from actionplans.models import DissentAnswer, Endorsement, PlanVersion, PublicationRule
from actionplans.permissions import require_writer
from actionplans.presentation.stances import Answers, answers
from actionplans.services import notices
from actionplans.services.errors import NotInReview, Refused
from actionplans.services.locks import lock_version
from members import outbox
from members.models import User, roles_of

Stance = Endorsement.Stance
DISSENT_ANSWERED = "dissent_answered"


@dataclass(frozen=True)
class Condition:
    met: bool
    words: str


class RuleNotMet(Refused):
    """`conditions`: those that are not met."""

    words: str | Promise = _("The alliance's rule is not met yet: this version can't be published.")

    def __init__(self, conditions: list[Condition]):
        super().__init__()
        self.words = " ".join([str(RuleNotMet.words), *(one.words for one in conditions)])


class NobodyAnswers(Refused):
    words = _(
        "An answer carries the name of whoever gives it, and your account belongs to no person of the directory. "
        "Ask a coordinator to answer."
    )


class NoDissent(Refused):
    words = _("This organization does not dissent (any more), or its dissent is answered.")


def conditions(version: PlanVersion, said: Answers) -> list[Condition]:
    """Of a version in review, each with its figures. One query, for the rule."""
    rule = PublicationRule.current()
    found = [_share(rule, said)] if rule.percent else []
    if rule.dissent_answered:
        open_ones = sum(one.is_open_dissent for one in said.rows)
        words = ngettext(
            "%(n)s dissent has no answer of the secretariat.",
            "%(n)s dissents have no answer of the secretariat.",
            open_ones,
        )
        found.append(Condition(not open_ones, words % {"n": open_ones} if open_ones else str(ALL_ANSWERED)))
    if rule.after_deadline:
        over = version.review.closes_at <= timezone.now() or not said.silent
        found.append(Condition(over, str(TIME_IS_OVER if over else TIME_IS_LEFT)))
    return found


ALL_ANSWERED = _("No dissent is without an answer.")
TIME_IS_OVER = _("The time to answer is over, or all have answered.")
TIME_IS_LEFT = _("Some have not answered, and the time to answer is not over.")


def _share(rule: PublicationRule, said: Answers) -> Condition:
    counted = (Stance.ENDORSE, Stance.RESERVATIONS) if rule.reservations_count else (Stance.ENDORSE,)
    endorsed, needed = sum(said.counts[stance] for stance in counted), ceil(said.asked * rule.percent / 100)
    words = _("%(n)s of %(asked)s endorse; %(needed)s are needed (%(percent)s %%).")
    figures = {"n": endorsed, "asked": said.asked, "needed": needed, "percent": rule.percent}
    return Condition(endorsed >= needed, str(words % figures))


def require_rule(version: PlanVersion) -> None:
    """Raises RuleNotMet. The version is locked: no stance comes between."""
    unmet = [one for one in conditions(version, answers(version)) if not one.met]
    if unmet:
        raise RuleNotMet(unmet)


@transaction.atomic
def set_rule(rule: PublicationRule, *, actor: User) -> PublicationRule:
    require_writer(actor)
    rule.pk = 1
    rule.save()
    return rule


@transaction.atomic
def answer_dissent(endorsement: Endorsement, text: str, *, actor: User) -> DissentAnswer:
    """In words that the organization gets by mail. Raises NotInReview, NoDissent: another stance is in force, or it was
    answered; NobodyAnswers."""
    require_writer(actor)
    if roles_of(actor).person_id is None:
        raise NobodyAnswers
    current = lock_version(endorsement.version)
    if current.state != PlanVersion.State.IN_REVIEW:
        raise NotInReview
    last = Endorsement.objects.filter(version=current, organization=endorsement.organization_id).latest().first()
    answered = DissentAnswer.objects.filter(endorsement=endorsement).exists()
    if last is None or last.pk != endorsement.pk or last.stance != Stance.DISSENT or answered:
        raise NoDissent
    made = DissentAnswer.objects.create(endorsement=last, text=text.strip(), person_id=roles_of(actor).acting_person)
    context = {"answer": made, "version": current, "plan": current.plan, "organization": last.organization}
    letters = [
        outbox.Letter(f"{made.pk}:{person.pk}", person, context, subject_id=current.pk)
        for person in notices.representatives([last.organization])
    ]
    outbox.queue_many(DISSENT_ANSWERED, letters)
    return made

import datetime
import uuid

from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from members import outbox
from members.models import Consent, Invitation, Mandate, Organization, Person, User
from members.models.mandates import TermQuerySet
from members.permissions import can_invite, can_name_alternates
from members.services.consents import give_consent
from members.services.mandates import tell_begun
from members.tokens import PLACEHOLDER, digest, token_for

INVITED = "invited"


class NoInvitation(Exception):
    """The link opens nothing any more: it was used, taken back, replaced by a newer one, or is too old."""


@transaction.atomic
def invite(person: Person, *, actor: User) -> Invitation:
    """A link to the person's address with which they open their account; an earlier one stops working.

    ValidationError where there is no address, an account already, or nothing that the account could be used for.
    """
    if not can_invite(actor, person):
        raise PermissionDenied
    person = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    _check(person)
    Invitation.objects.filter(person=person, accepted_at=None, revoked_at=None).update(revoked_at=timezone.now())
    uid = uuid.uuid4()
    mandate = mandates_ahead(person).order_by("starts_on", "pk")[0]
    invitation = Invitation.objects.create(
        uid=uid,
        person=person,
        email=person.email.lower(),
        token_sha256=digest(token_for(uid)),
        created_by=actor,
        expires_at=_until(mandate),
    )
    context = {"invitation": invitation, "mandate": mandate, "token": PLACEHOLDER}
    outbox.queue(INVITED, key=str(uid), to=person, context=context, subject_id=invitation.pk, link_uid=uid)
    return invitation


def _check(person: Person) -> None:
    if not person.email:
        raise ValidationError(_("Write this person's e-mail first: the invitation goes there."))
    if person.user_id:
        raise ValidationError(_("This person already has an account."))
    if User.objects.filter(email__iexact=person.email).exists():
        raise ValidationError(_("An account of somebody else has this e-mail already."))
    if not mandates_ahead(person).exists():
        raise ValidationError(_("Add a mandate of a member first: what an account may do follows from it."))


def mandates_ahead(person: Person) -> QuerySet[Mandate]:
    """Those that run, or will: of organizations that belong to the alliance. An account is of no use without one."""
    return _ahead(person.mandates.all()).select_related("organization")


def _ahead(mandates: TermQuerySet) -> TermQuerySet:
    return mandates.exclude(ends_on__lte=timezone.localdate()).exclude(ends_on=F("starts_on")).of_members()


def usable() -> QuerySet[Invitation]:
    """The open ones, of people whose mandate has not ended and whose address is the same as when they were invited:
    where it was mistyped, whoever has that mailbox must not become them."""
    same = Invitation.objects.open().filter(email__iexact=F("person__email"))
    return same.filter(Exists(_ahead(Mandate.objects.filter(person=OuterRef("person")))))


def _until(mandate: Mandate) -> datetime.datetime:
    """Two weeks from now; for a mandate that begins later, from the day on which it does."""
    begins = timezone.make_aware(datetime.datetime.combine(mandate.starts_on, datetime.time.min))
    return max(timezone.now(), begins) + datetime.timedelta(days=14)


@transaction.atomic
def take_back(invitation: Invitation, *, actor: User) -> None:
    """The link stops working; nothing happens where it has already."""
    if not can_invite(actor, invitation.person):
        raise PermissionDenied
    open_one = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, revoked_at=None)
    open_one.update(revoked_at=timezone.now())


def invitation_of(token: str) -> Invitation:
    """The open invitation behind a link. Raises NoInvitation."""
    found = usable().select_related("person").filter(token_sha256=digest(token)).first()
    if found is None or found.person.user_id:
        raise NoInvitation
    return found


def is_still_open(mail) -> bool:
    """Asked just before the mail leaves."""
    return usable().filter(pk=mail.subject_id, email__iexact=mail.to_email).exists()


@transaction.atomic
def accept(token: str, password: str, *, language: str) -> User:
    """The account of the invited person, with the address that the invitation went to, and their consent to the policy
    as this language says it. Once: raises NoInvitation."""
    behind = usable().filter(token_sha256=digest(token))
    # The person first, as invite() does, and then what is still true of their invitation.
    person = Person.objects.select_for_update(of=("self",)).filter(pk__in=behind.values("person")).first()
    found = behind.select_for_update(of=("self",)).first()
    if person is None or found is None or person.user_id:
        raise NoInvitation
    if User.objects.filter(email__iexact=found.email).exists():
        raise NoInvitation
    user = User.objects.create_user(found.email, password)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    person.user = user
    person.save(update_fields=["user"])
    found.accepted_at = timezone.now()
    found.save(update_fields=["accepted_at"])
    give_consent(person, Consent.Way.INVITATION, language=language)
    return user


@transaction.atomic
def name_alternate(organization: Organization, person: Person, *, actor: User) -> Invitation | None:
    """A principal names an alternate of their own organization from today on, who is invited at once; somebody with an
    account is told, and None comes back.

    ValidationError as in invite(); where they are the alternate already, they are only invited.
    """
    if not can_name_alternates(actor, organization):
        raise PermissionDenied
    if person.pk is None:
        person.organization = organization
        person.save()
    today = timezone.localdate()
    stands_in = {"organization": organization, "person": person, "role": Mandate.Role.ALTERNATE}
    held = Mandate.objects.current(today).filter(**stands_in).first()
    mandate = held or Mandate.objects.create(**stands_in, starts_on=today)
    if person.user_id is None:
        return invite(person, actor=actor)
    if held:
        raise ValidationError({"colleague": _("This person is the alternate already, and has an account.")})
    tell_begun(mandate)
    return None

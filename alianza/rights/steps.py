"""What an erasure writes, row by row of one person. The preview counts the same steps that the erasure performs."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import make_password
from django.db.models import CharField, F, Func, JSONField, Model, Q, QuerySet, Value
from django.db.models.functions import Greatest, Lower
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from pghistory.models import Context

from actionplans.models import Delivery, RecipientList
from alianza.rights.holdings import Subject
from alianza.rights.words import Words
from meetings.models import AgreementReminder, Attendance, CalendarFeed, MinutesPerson
from members.models import Consent, Invitation, Mandate, OutboxMail, Person, User, kept_names
from members.text import normalized


@dataclass(frozen=True)
class Step:
    """`write` changes the rows and returns nothing; None deletes them."""

    title: str | Promise
    rows: QuerySet
    write: Callable[[QuerySet], object] | None = None

    def perform(self) -> int:
        """The number of rows, counted before: afterwards they may not be found by what they said."""
        number = self.rows.count()
        if self.write is None:
            self.rows.delete()
        else:
            self.write(self.rows)
        return number


def setting(**values) -> Callable[[QuerySet], object]:
    return lambda rows: rows.update(**values)


def address_of(placeholder: str) -> str:
    """Nobody's: .invalid is never delivered to (RFC 2606)."""
    return f"{placeholder.lower().replace(' ', '-')}@erased.invalid"


def steps(subject: Subject, words: Words, placeholder: str) -> Iterator[Step]:
    """Live rows first, their trails after them: changing a row writes into its trail."""
    entries, address, now = subject.entries, address_of(placeholder), timezone.now()
    if subject.user is not None:
        yield from of_account(subject.user, address)
    yield Step(_("Mandates that end today"), current(entries), setting(ends_on=Greatest(F("starts_on"), today())))
    yield Step(
        _("Consents that end"), Consent.objects.filter(person__in=entries, withdrawn_at=None), setting(withdrawn_at=now)
    )
    open_ones = Invitation.objects.filter(person__in=entries, accepted_at=None, revoked_at=None)
    yield Step(_("Invitations to an account that stop working"), open_ones, setting(revoked_at=now))
    yield Step(
        _("Invitations to an account: address"), Invitation.objects.filter(person__in=entries), setting(email=address)
    )
    yield from of_mails(entries, words, placeholder, address)
    yield from of_deliveries(entries, placeholder)
    yield from of_links(entries, placeholder)
    yield from of_acts(entries, placeholder)
    lists = RecipientList.people.through.objects.filter(person__in=entries)
    yield Step(_("Places on lists of recipients"), lists)
    yield Step(_("Directory entry"), Person.everyone.filter(pk__in=entries), setting(**entry(placeholder, keys=True)))
    yield Step(
        _("Trail of the directory entry"), trail(Person).filter(pgh_obj__in=entries), setting(**entry(placeholder))
    )
    invited = trail(Invitation).filter(person__in=entries)
    yield Step(_("Trail of the invitations"), invited, setting(email=address))


def trail(model: type[Model]) -> QuerySet:
    return model._meta.get_field("events").related_model.objects.all()


def today():
    return Value(timezone.localdate())


def current(entries: list[int]) -> QuerySet:
    return Mandate.objects.filter(person__in=entries).exclude(ends_on__lte=timezone.localdate())


def entry(placeholder: str, *, keys: bool = False) -> dict:
    found = {"name": placeholder, "email": "", "bounced_email": "", "phone": "", "position": ""}
    if keys:
        found |= {"sort_key": normalized(placeholder), "search_key": normalized(placeholder)}
    return found


def of_account(user: User, address: str) -> Iterator[Step]:
    closed = {"email": address, "is_active": False, "is_superuser": False, "password": make_password(None)}
    yield Step(_("Open sessions that end"), UserSession.objects.filter(user=user), lambda rows: [s.end() for s in rows])
    yield Step(_("Second factors"), Authenticator.objects.filter(user=user))
    yield Step(_("Addresses of the account"), EmailAddress.objects.filter(user=user))
    yield Step(_("Account, which is closed"), User.objects.filter(pk=user.pk), setting(**closed))
    yield Step(_("Trail of the account"), trail(User).filter(pgh_obj=user.pk), setting(email=address))
    without = Func(
        F("metadata"), Value("address"), template="%(expressions)s", arg_joiner=" - ", output_field=JSONField()
    )
    acts = Context.objects.filter(metadata__user=user.pk, metadata__has_key="address")
    yield Step(_("Network addresses of the account's acts"), acts, setting(metadata=without))


def of_mails(entries: list[int], words: Words, placeholder: str, address: str) -> Iterator[Step]:
    """A mail to an address of the account names no person."""
    of_account = Q(address__in=words.addresses, person=None)
    mine = OutboxMail.objects.alias(address=Lower("to_email")).filter(Q(person__in=entries) | of_account)
    state = OutboxMail.State
    waiting = mine.filter(state__in=[state.QUEUED, state.SENDING, state.HELD])
    yield Step(_("Mails that wait and will not leave"), waiting, setting(state=state.WITHDRAWN))
    blank = {"to_name": placeholder, "to_email": address, "text": "", "calendar": "", "answer": ""}
    yield Step(_("Mails: name, address and text"), mine, setting(**blank))


def of_deliveries(entries: list[int], placeholder: str) -> Iterator[Step]:
    mine = Delivery.objects.filter(person__in=entries)
    yield Step(_("Links to plans that stop working"), mine.filter(revoked_at=None), setting(revoked_at=timezone.now()))
    typed = {"acknowledged_name": placeholder, "acknowledged_position": ""}
    yield Step(_("Acknowledgements: name and position typed"), mine.exclude(acknowledged_name=""), setting(**typed))
    said = trail(Delivery).filter(person__in=entries).exclude(acknowledged_name="")
    yield Step(_("Trail of the acknowledgements"), said, setting(**typed))


def of_acts(entries: list[int], placeholder: str) -> Iterator[Step]:
    """The name of that day beside each act."""
    for model, column, of in kept_names():
        if of.related_model is Person:
            named = model._default_manager.filter(**{f"{of.name}__in": entries}).exclude(**{column: ""})
            what = f"{model._meta.verbose_name_plural} ({of.verbose_name})"
            title = _("Named beside what they did: %(what)s") % {"what": what}
            yield Step(title, named, setting(**{column: placeholder}))


def of_links(entries: list[int], placeholder: str) -> Iterator[Step]:
    yield Step(_("Calendars subscribed to"), CalendarFeed.objects.filter(person__in=entries))
    invited = Attendance.objects.filter(person__in=entries).exclude(token_sha256="")
    yield Step(_("Links of invitations to meetings that stop working"), invited, setting(token_sha256=""))
    named = MinutesPerson.objects.filter(person__in=entries)
    yield Step(_("Named in minutes"), named, setting(name=placeholder, position=""))
    digest = Func(
        Value("erased:"), F("uid"), template="md5(%(expressions)s::text)", arg_joiner=" || ", output_field=CharField()
    )
    reminded = AgreementReminder.objects.filter(person__in=entries)
    yield Step(_("Links of reminders that stop working"), reminded, setting(token_sha256=digest))

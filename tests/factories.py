"""Visibly made-up data for tests, one factory a model."""

import datetime

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from actionplans import models as plans
from meetings import models as meetings
from meetings.presentation import acta_content
from members import models as members
from members.canonical import canonical, sha256

PASSWORD = "una clave larga de prueba"


class UserFactory(DjangoModelFactory):
    class Meta:
        model = members.User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"cuenta{n:03}@ejemplo.example")
    password = factory.django.Password(PASSWORD)


class OrganizationFactory(DjangoModelFactory):
    class Meta:
        model = members.Organization

    name = factory.Sequence(lambda n: f"Organización de ejemplo {n:03}")
    kind = "member_cso"
    department = "CO-NAR"
    joined_on = datetime.date(2018, 4, 6)
    leaving_reason = factory.LazyAttribute(lambda o: "Motivo de ejemplo" if getattr(o, "left_on", None) else "")


class StakeholderFactory(OrganizationFactory):
    name = factory.Sequence(lambda n: f"Parte interesada {n:03}")
    kind = "authority"
    level = "national"
    joined_on = None


class PersonFactory(DjangoModelFactory):
    class Meta:
        model = members.Person

    name = factory.Sequence(lambda n: f"Persona {n:03}")
    email = factory.Sequence(lambda n: f"persona{n:03}@ejemplo.example")
    organization = factory.SubFactory(OrganizationFactory)


class MandateFactory(DjangoModelFactory):
    class Meta:
        model = members.Mandate

    person = factory.SubFactory(PersonFactory)
    organization = factory.SelfAttribute("person.organization")
    role = "principal"
    starts_on = datetime.date(2018, 4, 6)


class SecretariatTermFactory(DjangoModelFactory):
    class Meta:
        model = members.SecretariatTerm

    organization = factory.SubFactory(OrganizationFactory)
    starts_on = datetime.date(2018, 4, 6)


class EngagementFactory(DjangoModelFactory):
    class Meta:
        model = members.Engagement

    stakeholder = factory.SubFactory(StakeholderFactory)
    on = datetime.date(2018, 5, 2)
    channel = "meeting"
    about = "Presentar el plan de prueba"


class EngagementPersonFactory(DjangoModelFactory):
    class Meta:
        model = members.EngagementPerson

    engagement = factory.SubFactory(EngagementFactory)
    person = factory.SubFactory(PersonFactory)
    organization = factory.SelfAttribute("person.organization")
    side = "ours"


class EngagementStepFactory(DjangoModelFactory):
    class Meta:
        model = members.EngagementStep

    engagement = factory.SubFactory(EngagementFactory)
    text = "Enviar la carta de prueba"
    due_on = factory.LazyFunction(timezone.localdate)
    owner = factory.SubFactory(PersonFactory)


def representative(role: str = "principal", organization=None, **person) -> members.User:
    """An account whose person holds a mandate in a member organization (`.person.organization`)."""
    person = PersonFactory(user=UserFactory(), organization=organization or OrganizationFactory(), **person)
    MandateFactory(person=person, organization=person.organization, role=role)
    return person.user


def coordinator() -> members.User:
    """An account that coordinates the alliance: its organization holds the secretariat."""
    user = representative(role="coordinator")
    SecretariatTermFactory(organization=user.person.organization)
    return user


def administrator() -> members.User:
    return UserFactory(is_superuser=True)


class BodyFactory(DjangoModelFactory):
    class Meta:
        model = meetings.Body
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Asamblea {n:03}")
    kind = "assembly"
    quorum = 2

    @factory.post_generation
    def organizations(self, create, extracted, **kwargs):
        if create and extracted:
            self.organizations.set(extracted)


class MeetingFactory(DjangoModelFactory):
    class Meta:
        model = meetings.Meeting

    body = factory.SubFactory(BodyFactory)
    state = "convened"
    number = factory.Sequence(lambda n: f"2017-{n:04}")
    kind = "planning"
    title = "Reunión de planeación"
    starts_at = datetime.datetime(2018, 4, 6, 14, tzinfo=datetime.UTC)
    place = "Lugar reservado de prueba"


class AttendanceFactory(DjangoModelFactory):
    class Meta:
        model = meetings.Attendance

    meeting = factory.SubFactory(MeetingFactory)
    person = factory.SubFactory(PersonFactory)
    organization = factory.SelfAttribute("person.organization")


class AgreementFactory(DjangoModelFactory):
    class Meta:
        model = meetings.Agreement

    meeting = factory.SubFactory(MeetingFactory)
    sequence = factory.Sequence(lambda n: n + 1)
    number = factory.LazyAttribute(lambda a: f"{a.meeting.number}/{a.sequence}")
    text = "Preparar una propuesta de prueba"
    owner = factory.SubFactory(OrganizationFactory)
    due_on = datetime.date(2018, 8, 24)


class ActionPlanFactory(DjangoModelFactory):
    class Meta:
        model = plans.ActionPlan

    title = factory.Sequence(lambda n: f"Plan de acción de prueba {n:02}")
    starts_on = datetime.date(2018, 5, 1)
    ends_on = datetime.date(2020, 12, 31)


class PlanVersionFactory(DjangoModelFactory):
    """A draft. Versions in other states come from the services, so that they are frozen as they would be."""

    class Meta:
        model = plans.PlanVersion

    plan = factory.SubFactory(ActionPlanFactory)
    number = 1


class PlanItemFactory(DjangoModelFactory):
    class Meta:
        model = plans.PlanItem

    plan = factory.SubFactory(ActionPlanFactory)
    kind = "activity"


class VersionItemFactory(DjangoModelFactory):
    class Meta:
        model = plans.VersionItem

    class Params:
        kind = "activity"

    version = factory.SubFactory(PlanVersionFactory)
    item = factory.SubFactory(
        PlanItemFactory, plan=factory.SelfAttribute("..version.plan"), kind=factory.SelfAttribute("..kind")
    )
    order = factory.Sequence(lambda n: n + 1)
    title = factory.Sequence(lambda n: f"Actividad de prueba {n:02}")


def minutes_version(
    meeting, text: str = "Texto de prueba", state: str = "published", **more
) -> meetings.MinutesVersion:
    """Minutes taken to a later state as the services would, with no mail; the meeting's facts as they are now."""
    minutes, _new = meetings.Minutes.objects.get_or_create(meeting=meeting, defaults={"text": text})
    content = acta_content.build(meeting, minutes.text, number=acta_content.next_number(minutes))
    frozen = canonical(content)
    version = meetings.MinutesVersion.objects.create(
        **{"review_until": in_a_week(), "rule": "silence"} | more,
        minutes=minutes,
        number=content["number"],
        content=frozen,
        content_sha256=sha256(frozen),
    )
    version.organizations.set(acta_content.organizations_there(content))
    for pk, one in acta_content.names_of(content, minutes.meeting).items():
        version.people.create(person_id=pk, name=one.name, position=one.position)
    minutes.state = "in_review"
    minutes.save()
    now = timezone.now()
    if state in ("approved", "published"):
        version.state, version.approved_at, minutes.state = "approved", now, "approved"
        version.save()
        minutes.save()
    if state == "published":
        version.state, version.published_at = "published", now
        version.save()
        minutes.state, minutes.published_at, minutes.current = "published", now, version
        minutes.save()
    return version


def in_a_week() -> datetime.datetime:
    return timezone.now() + datetime.timedelta(days=7)

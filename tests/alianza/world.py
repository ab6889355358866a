"""One small alliance with something of everything in it, for tests that go over every page."""

import datetime
import uuid

from django.utils import timezone

from actionplans.content import build
from actionplans.models import (
    Comment,
    Delivery,
    Endorsement,
    Evidence,
    Notice,
    Origin,
    PlanImport,
    PlanVersion,
    ProgressReport,
    RecipientList,
    ReportingPeriod,
    Responsibility,
    ReviewRound,
    Share,
)
from meetings.models import (
    AgendaItem,
    AgreementReminder,
    AgreementRequest,
    CalendarFeed,
    Minutes,
    MinutesComment,
    SwotItem,
)
from meetings.services import intakes
from meetings.services.check_in import door_of
from members import unsubscribe
from members.canonical import canonical, sha256
from members.models import Assessment, ConfidentialAddress, ErasureRequest, Invitation, OutboxMail, Person, User
from members.services import imports
from members.tokens import digest, token_for
from tests import factories as make

CANARY = "Calle reservada de prueba 4711"
SOON = datetime.timedelta(days=10)


def freeze(version: PlanVersion, state: str) -> PlanVersion:
    """Take a draft to a later state as the services would, with no mail."""
    version.content = canonical(build(version))
    version.content_sha256 = sha256(version.content)
    version.state = "in_review"
    version.save()
    if state in ("published", "superseded"):
        version.state, version.published_at = "published", timezone.now()
        version.save()
    if state != version.state:
        version.state = state
        version.save()
    return version


class World:
    """Attributes are the objects; `users` maps each role of the table to an account (None: not logged in)."""

    def __init__(self) -> None:
        self._people()
        self._advocacy()
        self._meeting()
        self._plan()
        self._share()

    def _people(self) -> None:
        self.coordinator = make.coordinator()
        self.own = make.representative()
        self.other = make.representative()
        self.users: dict[str, User | None] = {
            "anonymous": None,
            "stranger": make.UserFactory(),
            "own": self.own,
            "other": self.other,
            "coordinator": self.coordinator,
            "administrator": make.administrator(),
        }
        self.organization = self.own.person.organization
        self.carded = make.OrganizationFactory(public_fields=["name", "department"])
        ConfidentialAddress.objects.create(organization=self.organization, text=CANARY)
        self.person: Person = self.own.person
        self.colleague = make.PersonFactory(organization=self.organization)
        self.mandate = make.MandateFactory(person=self.colleague, organization=self.organization, role="spokesperson")
        self.term = make.SecretariatTermFactory(organization=self.organization)
        self.term.ends_on = timezone.localdate()
        self.term.save()
        self.invitation = Invitation(person=self.colleague, email=self.colleague.email, created_by=self.coordinator)
        self.invitation.token_sha256 = digest(token_for(self.invitation.uid))
        self.invitation.save()
        self.stakeholder = make.PersonFactory(organization=make.StakeholderFactory(), name="Enlace de prueba")
        self.no_member = self.stakeholder.organization
        asking = make.PersonFactory(
            name="Alguien de prueba que pide", organization=self.stakeholder.organization, email=""
        )
        self.directory_import = imports.start(
            "people", b"Nombre;Correo\nPersona de la lista;mal escrito\n", "lista.csv", actor=self.coordinator
        )
        self.erasure = ErasureRequest.objects.create(person=asking, asked_by=self.coordinator)

    def _advocacy(self) -> None:
        """An approach whose next step the representative of the table's "own" owns."""
        self.approached = self.stakeholder.organization
        self.engagement = make.EngagementFactory(stakeholder=self.approached, answer="Respuesta de prueba")
        make.EngagementPersonFactory(engagement=self.engagement, person=self.person)
        make.EngagementPersonFactory(engagement=self.engagement, person=self.stakeholder, side="theirs")
        for days_ago, position in ((400, -1), (5, 1)):
            day = timezone.localdate() - datetime.timedelta(days=days_ago)
            how = {"influence": 3, "interest": 2 + position, "position": position, "words": "Porque sí"}
            Assessment.objects.create(stakeholder=self.approached, assessed_by=self.coordinator, assessed_on=day, **how)
        self.step = make.EngagementStepFactory(engagement=self.engagement, owner=self.person)

    def _meeting(self) -> None:
        self.body = make.BodyFactory(organizations=[self.organization, self.coordinator.person.organization])
        self.meeting = make.MeetingFactory(body=self.body, city="Bogotá")
        self.attendance = make.AttendanceFactory(meeting=self.meeting, person=self.person, status="present")
        self.agenda_item = AgendaItem.objects.create(meeting=self.meeting, order=1, title="Apertura", minutes=10)
        self.minutes = Minutes.objects.create(meeting=self.meeting, text="Texto **propio** del acta de prueba")
        self.minuted_meeting = make.MeetingFactory(body=self.body)
        make.AttendanceFactory(meeting=self.minuted_meeting, person=self.person, status="present")
        self.published_version = make.minutes_version(
            self.minuted_meeting,
            "# Acta de prueba\n\n## Asistencia\n\nOrganización de ejemplo\n\n## Lo tratado\n\nTexto de prueba",
        )
        self.intake = intakes.start(
            "## 2018-04-06\n\nAsistentes:\n\n- Alguien de la lista\n\nAcuerdos:\n\n- Algo\n",
            self.body,
            actor=self.coordinator,
        )
        self.reviewed_meeting = make.MeetingFactory(body=self.body, closed_at=timezone.now())
        make.AttendanceFactory(meeting=self.reviewed_meeting, person=self.person, status="present")
        self.minutes_version = make.minutes_version(self.reviewed_meeting, "Primero\n\nSegundo", "in_review")
        self.minutes_comment = MinutesComment.objects.create(
            version=self.minutes_version,
            paragraph=1,
            text="Falta algo",
            person=self.person,
            organization=self.organization,
        )
        self.approved_meeting = make.MeetingFactory(body=self.body, closed_at=timezone.now())
        make.AttendanceFactory(meeting=self.approved_meeting, person=self.person, status="present")
        make.minutes_version(self.approved_meeting, state="approved")
        self.agreement = make.AgreementFactory(
            meeting=self.meeting, owner=self.organization, owner_person=self.person, sequence=1
        )
        self.request = AgreementRequest.objects.create(
            agreement=self.agreement,
            kind="extension",
            due_on=timezone.localdate() + SOON,
            reason="Falta un dato",
            asked_by=self.person,
        )
        uid = uuid.uuid4()
        self.reminder_token = token_for(uid)
        AgreementReminder.objects.create(
            uid=uid,
            token_sha256=digest(self.reminder_token),
            agreement=self.agreement,
            person=self.person,
            due_on=self.agreement.due_on,
            step=0,
        )
        self.loose_agreement = make.AgreementFactory(meeting=self.meeting, owner=self.organization, sequence=2)
        self.coming = make.MeetingFactory(body=self.body, starts_at=timezone.now() + SOON, title="Reunión que viene")
        invited = make.AttendanceFactory(meeting=self.coming, person=self.person)
        invited.token_sha256 = digest(token_for(invited.uid))
        invited.save()
        self.invited_token = token_for(invited.uid)
        uid = uuid.uuid4()
        self.feed = CalendarFeed.objects.create(uid=uid, token_sha256=digest(token_for(uid)), person=self.person)
        self.swot_item = SwotItem.objects.create(meeting=self.meeting, quadrant="weakness", text="Poca visibilidad")

    def _plan(self) -> None:
        self.plan = make.ActionPlanFactory()
        self.version = make.PlanVersionFactory(plan=self.plan)
        line = make.VersionItemFactory(version=self.version, kind="line", order=1, title="Línea de prueba")
        objective = make.VersionItemFactory(version=self.version, kind="objective", order=1, parent=line)
        activity = make.VersionItemFactory(
            version=self.version, order=1, parent=objective, ends_on=datetime.date(2018, 8, 24), weight=50
        )
        self.item = activity.item
        Responsibility.objects.create(text=activity, organization=self.organization)
        Origin.objects.create(item=self.item, agreement=self.agreement)
        freeze(self.version, "published")
        self.period = ReportingPeriod.objects.create(
            plan=self.plan,
            name="Primer semestre",
            starts_on=datetime.date(2019, 1, 1),
            ends_on=datetime.date(2019, 6, 30),
            due_on=datetime.date(2019, 7, 15),
            opened_at=timezone.now(),
        )
        self.closed_period = ReportingPeriod.objects.create(
            plan=self.plan,
            name="Semestre cerrado",
            starts_on=datetime.date(2018, 7, 1),
            ends_on=datetime.date(2018, 12, 31),
            due_on=datetime.date(2019, 1, 15),
            opened_at=timezone.now(),
            closed_at=timezone.now(),
        )
        self.report = ProgressReport.objects.create(
            item=self.item,
            period=self.period,
            version=self.version,
            organization=self.organization,
            author=self.person,
            state="in_progress",
            percent=25,
            words="Avance de prueba",
        )
        self.evidence = Evidence.objects.create(
            report=self.report, name="lista.pdf", content_type="application/pdf", data=b"%PDF-1.7"
        )
        self.reviewed_plan = make.ActionPlanFactory()
        self.reviewed = make.PlanVersionFactory(plan=self.reviewed_plan)
        self.reviewed_text = make.VersionItemFactory(version=self.reviewed, kind="line", order=1)
        freeze(self.reviewed, "in_review")
        review = ReviewRound.objects.create(version=self.reviewed, closes_at=timezone.now() + SOON)
        review.organizations.set([self.organization, self.coordinator.person.organization])
        self.comment = Comment.objects.create(
            item=self.reviewed_text.item,
            version=self.reviewed,
            author=self.person,
            organization=self.organization,
            text="Comentario de prueba",
        )
        Endorsement.objects.create(
            version=self.reviewed,
            content_sha256=self.reviewed.content_sha256,
            organization=self.coordinator.person.organization,
            person=self.coordinator.person,
            stance="endorse",
        )
        dissenter = make.representative()
        review.organizations.add(dissenter.person.organization)
        self.dissent = Endorsement.objects.create(
            version=self.reviewed,
            content_sha256=self.reviewed.content_sha256,
            organization=dissenter.person.organization,
            person=dissenter.person,
            stance="dissent",
            statement="Falta el plazo",
        )
        self.draft_plan = make.ActionPlanFactory()
        self.draft = make.PlanVersionFactory(plan=self.draft_plan)
        self.draft_line = make.VersionItemFactory(version=self.draft, kind="line", order=1)
        self.draft_text = make.VersionItemFactory(version=self.draft, kind="objective", order=1, parent=self.draft_line)
        self.plan_import = PlanImport.objects.create(
            version=self.draft,
            file_name="plan.csv",
            tables=[{"name": "plan.csv", "rows": [[1, ["Línea", "Objetivo", "Peso"]], [2, ["L", "O", "mucho"]]]}],
            created_by=self.coordinator,
        )
        self.withdrawn_plan = make.ActionPlanFactory()
        self.withdrawn = make.PlanVersionFactory(plan=self.withdrawn_plan)
        make.VersionItemFactory(version=self.withdrawn, kind="line", order=1)
        freeze(self.withdrawn, "withdrawn")

    def _share(self) -> None:
        self.share = Share.objects.create(version=self.version, created_by=self.coordinator)
        uid = uuid.uuid4()
        self.token = token_for(uid)
        mail = OutboxMail.objects.create(
            event="plan_shared",
            key=str(uid),
            person=self.stakeholder,
            to_name=self.stakeholder.name,
            to_email=self.stakeholder.email,
            subject="Plan de prueba",
            text="Texto",
            link_uid=uid,
            message_id=f"<{uid}@testserver>",
            state="accepted",
        )
        self.mail = mail
        self.delivery = Delivery.objects.create(
            share=self.share,
            person=self.stakeholder,
            organization=self.stakeholder.organization,
            language="es",
            uid=uid,
            mail=mail,
            token_sha256=digest(self.token),
            expires_at=timezone.now() + SOON,
        )

        self.notice = Notice.objects.create(
            title="Aviso de prueba", title_en="Test notice", text="Texto **de** prueba", created_by=self.coordinator
        )
        self.recipient_list = RecipientList.objects.create(name="Lista de prueba")
        self.recipient_list.people.set([self.stakeholder])

    def arguments(self, name: str) -> list:
        """The arguments of an address about the named thing."""
        special = {
            "": [],
            "token": [self.token],
            "invited_token": [self.invited_token],
            "reminder_token": [self.reminder_token],
            "door_token": [door_of(self.meeting)],
            "csv": ["csv"],
            "people_word": ["people"],
            "json": ["json"],
            "donors_csv": ["donors", "csv"],
            "person_json": [self.person.pk, "json"],
            "minutes_pdf": [self.meeting.pk, "pdf"],
            "published_pdf": [self.minuted_meeting.pk, "pdf"],
            "version_pdf": [self.published_version.pk, "pdf"],
            "feed_token": [token_for(self.feed.uid)],
            "invitation_token": [token_for(self.invitation.uid)],
            "owed_report": [self.period.pk, self.item.uid, self.organization.pk],
            "plan_item": [self.plan.pk, self.item.uid],
            "unsubscribe_token": [unsubscribe.address(self.mail).rstrip("/").rpartition("/")[2]],
            "wrong_key": ["x"],
            "no_key": [0],
            "wrong_keys": ["x", "y"],
            "two_versions": [self.version.pk, self.version.pk],
            "reviewed_text": [self.reviewed.pk, self.reviewed_text.item.uid],
        }
        return special[name] if name in special else [getattr(self, name).pk]

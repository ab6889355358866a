"""Two people press in the same moment, on real connections: one wins, the other is told, and nobody gets two mails."""

import datetime
from functools import partial

import pytest
from django.utils import timezone

from meetings.models import Agreement, AgreementRequest, Attendance, Meeting, Minutes, MinutesApproval, MinutesVersion
from meetings.services import (
    agreements,
    answers,
    closing,
    convening,
    minutes_mails,
    minutes_publication,
    promises,
    uninviting,
)
from meetings.services import minutes as writing
from meetings.services import minutes_review as review
from meetings.services.errors import NotConvened
from members.models import OutboxMail
from tests import factories as make
from tests.at_once import at_once, refusals

pytestmark = pytest.mark.django_db(transaction=True)
DAY = datetime.timedelta(days=1)


def mails(*events: str) -> list[tuple[str, int]]:
    """(event, person) of each, so that two of a kind to one person are seen."""
    return sorted(OutboxMail.objects.filter(event__in=events).values_list("event", "person"))


def each_once(told: list[tuple[str, int]]) -> bool:
    return bool(told) and len(set(told)) == len(told)


class TestMinutes:
    def test_of_two_who_send_them_to_review_one_does(self, held):
        minutes = Minutes.objects.get()
        send = partial(review.send_to_review, minutes, 1, timezone.now() + DAY, actor=held.coordinator)
        assert refusals(at_once(Meeting.objects.all(), send, send)) == ["InReview"]
        assert MinutesVersion.objects.count() == 1 and each_once(mails(minutes_mails.IN_REVIEW))

    def test_two_approvals_of_one_organization_are_one(self, held):
        version = make.minutes_version(held.meeting, state="in_review", rule="count", needed=2)
        approve = partial(review.approve, version, actor=held.invited)
        assert refusals(at_once(MinutesVersion.objects.all(), approve, approve)) == ["SaidAlready"]
        assert MinutesApproval.objects.count() == 1 and MinutesVersion.objects.get().state == "in_review"

    def test_the_last_two_approvals_approve_once(self, held):
        version = make.minutes_version(held.meeting, state="in_review", rule="count", needed=2)
        acts = [partial(review.approve, version, actor=who) for who in (held.invited, held.third)]
        assert refusals(at_once(MinutesVersion.objects.all(), *acts)) == []
        assert MinutesVersion.objects.get().state == Minutes.objects.get().state == "approved"
        assert MinutesApproval.objects.count() == 2

    def test_where_one_approval_is_enough_a_second_comes_too_late(self, held):
        version = make.minutes_version(held.meeting, state="in_review", rule="count", needed=1)
        acts = [partial(review.approve, version, actor=who) for who in (held.invited, held.third)]
        assert refusals(at_once(MinutesVersion.objects.all(), *acts)) == ["ReviewEnded"]
        assert MinutesApproval.objects.count() == 1

    def test_approved_or_taken_back_but_not_both(self, held):
        version = make.minutes_version(held.meeting, state="in_review", rule="count", needed=1)
        acts = [
            partial(review.approve, version, actor=held.invited),
            partial(review.take_back, version, actor=held.coordinator),
        ]
        assert len(refusals(at_once(MinutesVersion.objects.all(), *acts))) == 1
        states = MinutesVersion.objects.get().state, Minutes.objects.get().state
        assert states in (("approved", "approved"), ("withdrawn", "draft"))

    def test_silence_approves_once_though_two_workers_look(self, held):
        make.minutes_version(held.meeting, state="in_review", review_until=timezone.now())
        assert sorted(at_once(MinutesVersion.objects.all(), review.approve_due, review.approve_due)) == [0, 1]
        assert MinutesVersion.objects.get().state == "approved"

    def test_they_are_published_once_and_each_invited_person_gets_one_mail(self, held):
        version = make.minutes_version(held.meeting, state="approved")
        publish = partial(minutes_publication.publish_minutes, version, actor=held.coordinator)
        assert refusals(at_once(Minutes.objects.all(), publish, publish, publish)) == ["AlreadyPublished"] * 2
        told = mails(minutes_mails.PUBLISHED)
        assert each_once(told) and len(told) == 2

    def test_a_correction_is_published_once(self, held):
        minutes = make.minutes_version(held.meeting, state="published").minutes
        writing.start_correction(minutes, "Un nombre", actor=held.coordinator)
        version = make.minutes_version(held.meeting, state="approved")
        publish = partial(minutes_publication.publish_minutes, version, actor=held.coordinator)
        assert refusals(at_once(Minutes.objects.all(), publish, publish)) == ["AlreadyPublished"]
        assert sorted(MinutesVersion.objects.values_list("number", "state")) == [(1, "superseded"), (2, "published")]
        assert each_once(mails(minutes_mails.CORRECTED))

    def test_two_corrections_begin_as_one(self, held):
        minutes = make.minutes_version(held.meeting, state="published").minutes
        acts = [partial(writing.start_correction, minutes, why, actor=held.coordinator) for why in ("Una", "Otra")]
        assert refusals(at_once(Minutes.objects.all(), *acts)) == ["NotPublished"]
        assert Minutes.objects.get().correction in ("Una", "Otra")

    def test_of_two_writers_one_keeps_and_the_other_is_shown_both(self, held):
        acts = [partial(writing.save_minutes, held.meeting, text, 1, actor=held.coordinator) for text in ("A", "B")]
        outcomes = at_once(Minutes.objects.all(), *acts)
        assert refusals(outcomes) == ["StaleText"]
        assert Minutes.objects.get().text == ("B" if isinstance(outcomes[0], Exception) else "A")


@pytest.fixture
def running(scene):
    """Nobody has marked anybody; one commitment of the invited person's organization is whole."""
    due_on = timezone.localdate() + 30 * DAY
    scene.agreement = make.AgreementFactory(
        meeting=scene.meeting, owner=scene.organization, owner_person=scene.invited.person, sequence=1, due_on=due_on
    )
    return scene


class TestClosing:
    def test_once_and_the_owner_gets_one_mail(self, running):
        close = partial(closing.close, running.meeting, actor=running.coordinator)
        assert refusals(at_once(Meeting.objects.all(), close, close)) == ["ClosedAlready"]
        assert each_once(mails("agreement_assigned"))

    def test_what_is_taken_from_a_commitment_meanwhile_keeps_it_open(self, running):
        """Or the other way round; never a closed meeting with a commitment of nobody."""

        def take_away():
            running.agreement.owner = None
            return agreements.change_agreement(running.agreement, [], actor=running.coordinator)

        close = partial(closing.close, running.meeting, actor=running.coordinator)
        assert refusals(at_once(Agreement.objects.all(), take_away, close)) in (["AgreementsLack"], ["MeetingMovedOn"])
        lacks = Agreement.objects.get().lacks
        assert lacks is (Meeting.objects.get().closed_at is None)

    def test_what_is_taken_down_meanwhile_needs_an_owner(self, running):
        new = Agreement(meeting=running.meeting, text="Algo de prueba")
        close = partial(closing.close, running.meeting, actor=running.coordinator)
        add = partial(agreements.add_agreement, new, actor=running.coordinator)
        assert refusals(at_once(Meeting.objects.all(), add, close)) in (["AgreementsLack"], ["MeetingMovedOn"])
        lacking = any(one.lacks for one in Agreement.objects.all())
        assert lacking is (Meeting.objects.get().closed_at is None)


class TestAgreements:
    @pytest.fixture
    def agreement(self, running) -> Agreement:
        Meeting.objects.update(closed_at=timezone.now())
        return Agreement.objects.get()

    def test_taken_on_twice_is_once(self, running, agreement):
        accept = partial(promises.answer, agreement, accept=True, actor=running.invited)
        assert refusals(at_once(Agreement.objects.all(), accept, accept)) == []
        assert Agreement.objects.get().answer == "accepted"
        trail = Agreement.pgh_event_model.objects.filter(pgh_label="update", answer="accepted")
        assert trail.count() == 1, "one act on record"

    def test_refused_twice_tells_the_secretariat_once(self, running, agreement):
        refuse = partial(promises.answer, agreement, accept=False, words="No hay tiempo", actor=running.invited)
        assert refusals(at_once(Agreement.objects.all(), refuse, refuse)) == []
        assert each_once(mails(promises.REFUSED))

    def test_asked_twice_for_another_owner_is_asked_once(self, running, agreement):
        ask = partial(
            promises.ask_handover, agreement, running.member.person.organization, "Les toca", actor=running.invited
        )
        assert refusals(at_once(Agreement.objects.all(), ask, ask)) == ["AskedAlready"]
        assert AgreementRequest.objects.count() == 1 and each_once(mails(promises.REQUESTED))

    def test_two_who_decide_decide_once(self, running, agreement):
        other = running.member.person.organization
        asked = promises.ask_handover(agreement, other, "Les toca", actor=running.invited)
        acts = [
            partial(promises.decide, asked, grant=True, actor=running.member),
            partial(promises.decide, asked, grant=False, words="No", actor=running.coordinator),
        ]
        assert refusals(at_once(Agreement.objects.all(), *acts)) == ["AlreadyDecided"]
        granted = AgreementRequest.objects.get().decision == "granted"
        assert (Agreement.objects.get().owner == other) is granted
        assert each_once(mails(promises.DECIDED)) and len(mails("agreement_assigned")) == granted

    def test_given_to_a_colleague_twice_is_told_once(self, running, agreement):
        colleague = make.representative(organization=running.organization, role="alternate").person
        give = partial(promises.hand_to, agreement, colleague, actor=running.invited)
        assert refusals(at_once(Agreement.objects.all(), give, give)) == []
        assert mails("agreement_assigned") == [("agreement_assigned", colleague.pk)]


class TestConvening:
    def test_once_with_one_mail_each(self, scene):
        Meeting.objects.update(state="draft", starts_at=timezone.now() + DAY, ends_at=None)
        convene = partial(convening.convene, scene.meeting, actor=scene.coordinator)
        assert refusals(at_once(Meeting.objects.all(), convene, convene)) == ["NotADraft"]
        assert each_once(mails(convening.CONVENED))

    def test_called_off_once_with_one_mail_each(self, scene):
        Meeting.objects.update(starts_at=timezone.now() + DAY, ends_at=None)
        cancel = partial(convening.cancel, scene.meeting, "No hay sala", actor=scene.coordinator)
        assert refusals(at_once(Meeting.objects.all(), cancel, cancel)) == ["NotConvened"]
        assert each_once(mails(convening.CANCELLED)) and Meeting.objects.get().sequence == 1

    def test_an_invitation_is_taken_back_once_with_one_mail(self, scene):
        Meeting.objects.update(starts_at=timezone.now() + DAY, ends_at=None)
        take_back = partial(uninviting.uninvite, Attendance.objects.get(), actor=scene.coordinator)
        assert sorted(at_once(Meeting.objects.all(), take_back, take_back)) == [0, 1]
        assert each_once(mails(convening.UNINVITED)) and not Attendance.objects.exists()

    def test_answered_and_taken_back_at_once_it_is_gone_and_the_answer_is_refused_in_words(self, scene):
        Meeting.objects.update(starts_at=timezone.now() + DAY, ends_at=None)
        row = Attendance.objects.get()
        acts = [partial(uninviting.uninvite, row, actor=scene.coordinator), partial(answers.answer, row, "yes")]
        assert refusals(at_once(Meeting.objects.all(), *acts)) in ([], ["NotConvened"])
        assert not Attendance.objects.exists()

    def test_whose_invitation_is_gone_answers_nothing(self, scene):
        Meeting.objects.update(starts_at=timezone.now() + DAY, ends_at=None)
        row = Attendance.objects.get()
        uninviting.uninvite(row, actor=scene.coordinator)
        with pytest.raises(NotConvened):
            answers.answer(row, "yes")

    def test_a_change_is_told_once_though_beat_and_a_coordinator_tell_it(self, scene):
        Meeting.objects.update(starts_at=timezone.now() + DAY, ends_at=None, told_sha256="otra")
        acts = [partial(convening.tell_changes, scene.meeting, actor=who) for who in (scene.coordinator, None)]
        assert sorted(at_once(Meeting.objects.all(), *acts)) == [0, 1]
        assert Meeting.objects.get().sequence == 1 and Attendance.objects.count() == 1
        assert each_once(mails(convening.CHANGED))

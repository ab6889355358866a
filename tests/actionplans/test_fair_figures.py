"""Figures that claim no more than what happened: whose word counts, what was held, who was told."""

import datetime

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from actionplans import donors
from actionplans.content import content_of
from actionplans.services import items, plans, progress, publication, review
from actionplans.services.items import Wording
from actionplans.services.share import share_with
from actionplans.standing import Said, said_of, standing
from members.models import OutboxMail
from tests import factories as make
from tests.actionplans.contents import content, item
from tests.actionplans.test_following import SECOND
from tests.actionplans.test_progress import HALF

TODAY = datetime.date(2019, 6, 1)


@pytest.fixture
def activity(published_version, text_of):
    """Led by the first organization, supported by the second."""
    return text_of(published_version, "Actividad con acuerdo")


@pytest.fixture
def says(writer):
    def say(period, activity, organization, user, state, percent):
        said = {"state": state, "percent": percent, "words": "Así vamos"}
        report = progress.submit_report(period, activity.item, organization, **said, actor=user)
        return progress.accept_report(report, actor=writer)

    return say


def known(activity) -> Said | None:
    version = activity.item.plan.versions.get(state="published")
    return said_of(version.plan_id, content_of(version)).get(str(activity.item.uid))


class TestWhoseWordCounts:
    def test_who_supports_does_not_hold_back_who_leads(self, activity, asked, representatives, writer, says):
        period = progress.open_period(activity.version.plan, **HALF, actor=writer)
        says(period, activity, asked[0], representatives[0], "done", 100)
        says(period, activity, asked[1], representatives[1], "stalled", 0)
        assert (known(activity).state, known(activity).percent) == ("done", 100)

    def test_who_supports_alone_has_not_done_it(self, activity, asked, representatives, writer, says):
        period = progress.open_period(activity.version.plan, **HALF, actor=writer)
        says(period, activity, asked[1], representatives[1], "done", 100)
        assert known(activity) is None

    @pytest.fixture
    def handed_over(self, activity, asked, representatives, writer, says, text_of):
        """The first said 25 %; then the second leads it."""
        plan = activity.version.plan
        says(progress.open_period(plan, **HALF, actor=writer), activity, asked[0], representatives[0], "stalled", 25)
        draft = plans.new_version(plan, actor=writer)
        row = text_of(draft, "Actividad con acuerdo")
        items.change_item(row, row.parent, Wording({}, leads=[asked[1]]), row.lock_version, actor=writer)
        publication.publish(review.open_review(draft, asked, make.in_a_week(), actor=writer), actor=writer)
        return activity

    def test_the_word_of_who_led_before_stands_until_the_new_one_speaks(self, handed_over):
        assert known(handed_over).percent == 25

    def test_then_the_new_one_s_alone(self, handed_over, asked, representatives, writer, says):
        period = progress.open_period(handed_over.version.plan, **SECOND, actor=writer)
        says(period, handed_over, asked[1], representatives[1], "done", 100)
        assert (known(handed_over).state, known(handed_over).percent) == ("done", 100)


class TestDonors:
    FIRST, LAST = datetime.date(2019, 1, 1), datetime.date(2019, 12, 31)

    def figures(self, version, first, last) -> dict[str, str]:
        return dict(donors.document(version, first, last, "es")["figures"])

    def test_a_meeting_still_to_come_was_not_held(self, activity, agreement):
        now = timezone.now()
        agreement.meeting.starts_at, agreement.meeting.ends_at = now - datetime.timedelta(days=2), None
        agreement.meeting.save()
        make.MeetingFactory(body=agreement.meeting.body, starts_at=now + datetime.timedelta(days=2), ends_at=None)
        first, last = (timezone.localdate() + datetime.timedelta(days=n) for n in (-30, 30))
        assert self.figures(activity.version, first, last)["Reuniones realizadas"] == "1"

    @pytest.mark.parametrize(("state", "held"), [("convened", "1"), ("cancelled", "0"), ("draft", "0")])
    def test_only_what_was_convened_was_held(self, activity, agreement, state, held):
        agreement.meeting.state = state
        agreement.meeting.save()
        day = timezone.localdate(agreement.meeting.starts_at)
        assert self.figures(activity.version, day, day)["Reuniones realizadas"] == held

    def test_nothing_is_late_before_its_day(self, activity, monkeypatch):
        monkeypatch.setattr(timezone, "localdate", lambda *args: datetime.date(2018, 6, 1))
        states = {row[3] for row in donors.document(activity.version, self.FIRST, self.LAST, "es")["activities"]}
        assert states == {"sin informe"}

    def test_whoever_no_mail_reached_was_not_told(self, activity, writer):
        people = [make.PersonFactory(organization=make.StakeholderFactory()) for _n in range(4)]
        share = share_with(activity.version, people, "Con gusto.", actor=writer)
        for delivery, state in zip(
            share.deliveries.order_by("pk"), ["accepted", "failed", "queued", "withdrawn"], strict=True
        ):
            OutboxMail.objects.filter(pk=delivery.mail_id).update(state=state)
        today = timezone.localdate()
        assert list(self.figures(activity.version, today, today).values())[-1] == "1 · 0"


def weighted(*weights: str | None, empty: str | None = None) -> dict:
    lines = [item("line", weight=weight, items=[item("objective", items=[item()])]) for weight in weights]
    return content(*lines, *([item("line", weight=empty)] if empty else []))


@pytest.mark.parametrize(
    ("tree", "said"),
    [
        (weighted("60.00", "40.00"), False),
        (weighted("60.00", "60.00"), True),
        (weighted("60.00", None), False),  # the other takes the 40 that are left
        (weighted("60.00", "60.00", None), True),
        (weighted("100.00", None), True),  # nothing is left, and yet it counts
        (weighted(None, None), False),
        (weighted("60.00", empty="40.00"), False),
    ],
)
def test_weights_that_count_for_something_else_are_said(tree, said):
    assert standing(tree, {}, TODAY).normalized is said


@given(st.lists(st.tuples(st.none() | st.decimals(0, 100, places=2).map(str), st.integers(0, 100)), min_size=1))
def test_the_whole_lies_between_its_least_and_its_most(parts):
    tree = weighted(*[weight for weight, _percent in parts])
    uids = [line["items"][0]["items"][0]["uid"] for line in tree["items"]]
    told = {
        uid: Said("in_progress", percent, TODAY, False) for uid, (_weight, percent) in zip(uids, parts, strict=True)
    }
    percents = [percent for _weight, percent in parts]
    assert min(percents) - 1e-6 <= standing(tree, told, TODAY).whole.percent <= max(percents) + 1e-6

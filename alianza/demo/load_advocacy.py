"""To whom the alliance of the demo went, what comes next, and how each of them stands."""

import datetime

from django.utils import timezone

from alianza.demo.data import advocacy as data
from members.models import Assessment, Engagement, EngagementStep, Organization, Person, User
from members.services.assessments import assess
from members.services.engagements import finish_step, record_engagement


def load_advocacy(
    stakeholders: dict[int, Organization], people: dict[int, Person], contacts: dict[int, Person], *, actor: User
) -> None:
    """`people` by the number of the representative, `contacts` by that of their stakeholder."""
    for approach in data.APPROACHES:
        _record(approach, stakeholders, people, contacts, actor=actor)
    for judged in data.JUDGEMENTS:
        assessment = Assessment(
            stakeholder=stakeholders[judged.stakeholder],
            assessed_on=_day(-judged.days_ago),
            interest=judged.interest,
            influence=judged.influence,
            position=judged.position,
            words=judged.words,
        )
        assess(assessment, actor=actor)


def _record(approach: data.Approach, stakeholders, people, contacts, *, actor: User) -> None:
    engagement = Engagement(
        stakeholder=stakeholders[approach.stakeholder],
        on=_day(-approach.days_ago),
        channel=approach.channel,
        about=approach.about,
        answer=approach.answer,
    )
    planned = approach.step
    step = planned and EngagementStep(text=planned.text, due_on=_day(planned.in_days), owner=people[planned.owner])
    ours = [people[number] for number in approach.ours]
    record_engagement(engagement, ours=ours, theirs=[contacts[approach.stakeholder]], step=step, actor=actor)
    if planned and planned.done:
        finish_step(step, planned.done, actor=actor)


def _day(away: int) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=away)

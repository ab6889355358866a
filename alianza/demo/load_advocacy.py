"""What the alliance has tried with authorities, and how they stand."""

import datetime

from django.utils import timezone

from alianza.demo.data import advocacy as data
from members.models import Assessment, Engagement, EngagementStep, Organization, Person, User
from members.services.assessments import assess
from members.services.engagements import finish_step, record_engagement


def load_approaches(people: dict[int, Person], *, actor: User) -> None:
    today = timezone.localdate()
    for approach in data.APPROACHES:
        stakeholder = Organization.objects.get(name=approach.stakeholder)
        engagement = Engagement(
            stakeholder=stakeholder,
            on=today - datetime.timedelta(days=approach.days_ago),
            channel=approach.channel,
            about=approach.about,
            answer=approach.answer,
        )
        there = stakeholder.people.all() if approach.met else []
        ours = [people[number] for number in approach.ours]
        step = made(approach.step, people, today) if approach.step else None
        record_engagement(engagement, ours=ours, theirs=there, step=step, actor=actor)
        if step and approach.step.outcome:
            finish_step(step, approach.step.outcome, actor=actor)


def made(step: data.Step, people: dict[int, Person], today: datetime.date) -> EngagementStep:
    due_on = today + datetime.timedelta(days=step.in_days)
    return EngagementStep(text=step.text, due_on=due_on, owner=people[step.owner])


def load_assessments(*, actor: User) -> None:
    stakeholders = {one.name: one for one in Organization.objects.stakeholders()}
    for name, days_ago, influence, interest, position in data.ASSESSMENTS:
        day = timezone.localdate() - datetime.timedelta(days=days_ago)
        how = {"influence": influence, "interest": interest, "position": position}
        assess(Assessment(stakeholder=stakeholders[name], assessed_on=day, **how), actor=actor)

"""What is shared, and with whom: a published version, and shares of it with a few people at a time."""

import datetime

from actionplans.models import PlanVersion
from actionplans.services import items, plans, publication, review
from actionplans.services.share import share_with
from members.models import User
from tests import factories as make


class Alliance:
    """`share(n)` shares the version with the next n people, as long as there are some."""

    def __init__(self, people: int):
        self.coordinator = make.coordinator()
        self.version = published(self.coordinator)
        self.people = make.PersonFactory.create_batch(people, organization=make.StakeholderFactory())
        self.reached = 0

    def left(self) -> int:
        return len(self.people) - self.reached

    def share(self, count: int, message: str = "") -> None:
        people = self.people[self.reached : self.reached + count]
        share_with(self.version, people, message, actor=self.coordinator)
        self.reached += len(people)


def published(actor: User) -> PlanVersion:
    version = plans.create_plan(
        "Plan de prueba", "Test plan", datetime.date(2018, 5, 1), datetime.date(2020, 12, 31), actor=actor
    )
    items.add_item(version, "line", None, items.Wording({"title": "Línea de prueba"}), actor=actor)
    version = review.open_review(version, [actor.person.organization], make.in_a_week(), actor=actor)
    return publication.publish(version, actor=actor)

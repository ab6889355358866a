"""Reviews as the services would have left them, without their mails."""

from django.utils import timezone

from actionplans.models import Endorsement, PlanVersion, ReviewRound
from tests import factories as make
from tests.alianza.world import freeze


def in_review(organizations, *, closes_at=None, opened_at=None) -> PlanVersion:
    """A version that these organizations were asked about."""
    version = make.PlanVersionFactory()
    make.VersionItemFactory(version=version)
    freeze(version, "in_review")
    review = ReviewRound.objects.create(
        version=version, opened_at=opened_at or timezone.now(), closes_at=closes_at or make.in_a_week()
    )
    review.organizations.set(organizations)
    return version


def say(version: PlanVersion, person, stance: str = "endorse", *, revision: int = 1) -> Endorsement:
    return Endorsement.objects.create(
        version=version,
        content_sha256=version.content_sha256,
        organization=person.organization,
        person=person,
        stance=stance,
        statement="" if stance in ("endorse", "abstain") else "Con una salvedad de prueba",
        revision=revision,
    )

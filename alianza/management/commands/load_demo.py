from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from alianza.demo import load_advocacy, load_directory, load_meeting, load_plan
from members.models import Organization


class Command(BaseCommand):
    help = "Load the case of 6 April 2018 into an empty demo. Where data are already, nothing is changed."

    def handle(self, **options) -> None:
        if not settings.ALIANZA_DEMO:
            raise CommandError(
                "Demo data are loaded into a demo only (ALIANZA_DEMO=1): here they would mix with real ones."
            )
        if Organization.objects.exists():
            self.stdout.write("There are data already; nothing was loaded.")
            return
        load()
        self.stdout.write("The demo's data are loaded.")


@transaction.atomic
def load() -> None:
    """All or nothing: an interrupted load leaves an empty database, and the next one starts over."""
    members = load_directory.load_members()
    people = load_directory.load_representatives(members)
    load_directory.load_stakeholders()
    coordinator = load_directory.load_accounts()
    meeting = load_meeting.load_meeting(members, people)
    swot = load_meeting.load_swot(meeting, members)
    agreements = load_meeting.load_agreements(meeting, members, people, actor=coordinator)
    load_meeting.load_minutes(meeting, actor=coordinator)
    load_plan.load_plan(members, agreements, swot, actor=coordinator)
    load_advocacy.load_approaches(people, actor=coordinator)
    load_advocacy.load_assessments(actor=coordinator)
    load_meeting.load_next_meeting(meeting.body, actor=coordinator)

from django.db import transaction
from django.utils import timezone

from members import policy
from members.models import Consent, Person


@transaction.atomic
def give_consent(person: Person, way: str, *, language: str) -> Consent:
    """The words of today's policy, as that language says them, to which this person consents. Consenting again to the
    same version changes nothing; a newer version ends the earlier consent."""
    person = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    standing = person.consents.filter(withdrawn_at=None).first()
    if standing is not None and standing.version == policy.VERSION:
        return standing
    withdraw_consent(person)
    return Consent.objects.create(person=person, way=way, version=policy.VERSION, text=policy.text(language))


def withdraw_consent(person: Person) -> bool:
    """Whether there was one. What is held stays until its erasure is asked for: saying so is the page's."""
    return bool(person.consents.filter(withdrawn_at=None).update(withdrawn_at=timezone.now()))

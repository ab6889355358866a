from collections.abc import Iterable, Iterator
from itertools import islice

from django.db import IntegrityError, transaction
from django.utils import timezone

from members.models import DirectoryImport, ImportRow, Organization, OrganizationTopic, Person
from members.services.imports.checking import check_all
from members.services.imports.errors import AppliedAlready, ChangedMeanwhile, NotReady

BATCH = 1000
State, Standing = DirectoryImport.State, ImportRow.Standing


def is_ready(tally: dict[str, int]) -> bool:
    return bool(tally.get(Standing.GOOD)) and not tally.get(Standing.BAD) and not tally.get(Standing.DOUBLE)


def apply_now(current: DirectoryImport) -> None:
    """All rows that are good, in one transaction. Raises AppliedAlready, NotReady, ChangedMeanwhile.

    They are checked once more: what the directory got meanwhile may be the same.
    """
    try:
        with transaction.atomic():
            locked = DirectoryImport.objects.select_for_update().get(pk=current.pk)
            if locked.state == State.DONE:
                raise AppliedAlready
            if not is_ready(locked.tally()):
                raise NotReady
            check_all(locked)
            if not is_ready(locked.tally()):
                raise _Open
            written = _write(locked)
            locked.rows.all().delete()
            locked.state, locked.written, locked.moved_at = State.DONE, written, timezone.now()
            locked.save()
    except (_Open, IntegrityError) as reason:
        check_all(current)
        raise ChangedMeanwhile from reason
    current.refresh_from_db()


class _Open(Exception):
    """Rolls back."""


def _write(current: DirectoryImport) -> int:
    rows = current.rows.filter(standing=Standing.GOOD).order_by("number").values_list("values", flat=True)
    make = _organizations if current.about == DirectoryImport.About.ORGANIZATIONS else _people
    return sum(make(batch) for batch in _batches(rows.iterator(BATCH)))


def _batches(rows: Iterable[dict]) -> Iterator[list[dict]]:
    found = iter(rows)
    while batch := list(islice(found, BATCH)):
        yield batch


def _organizations(batch: list[dict]) -> int:
    """With what they work on."""
    made, topics = [], []
    for values in batch:
        topics.append([*values.pop("themes", []), *values.pop("populations", [])])
        made.append(Organization(**values | {"joined_on": values.get("joined_on") or None}))
        made[-1].fill_keys()
    Organization.objects.bulk_create(made)
    OrganizationTopic.objects.bulk_create(
        OrganizationTopic(organization_id=one.pk, topic_id=topic)
        for one, its in zip(made, topics, strict=True)
        for topic in its
    )
    return len(made)


def _people(batch: list[dict]) -> int:
    made = []
    for values in batch:
        organization = values.pop("organization", None)
        made.append(Person(**values, organization_id=organization))
        made[-1].fill_keys()
    Person.objects.bulk_create(made)
    return len(made)

from collections.abc import Sequence

from django.utils import timezone

from members.models import Mandate, SecretariatTerm


def current(terms: "Sequence[Mandate] | Sequence[SecretariatTerm]") -> list:
    """Those of rows already read that run today; the same rule as TermQuerySet.current."""
    today = timezone.localdate()
    return [t for t in terms if t.starts_on <= today and (t.ends_on is None or t.ends_on > today)]


def coming(terms: "Sequence[Mandate] | Sequence[SecretariatTerm]") -> list:
    """Those that have not begun, nor been withdrawn before they did."""
    today = timezone.localdate()
    return [t for t in terms if t.starts_on > today and (t.ends_on is None or t.ends_on > t.starts_on)]

"""Pages of long lists by keyset: the rows after this one cost the same on page 1 and on page 1,000."""

import base64
import binascii
import json
from dataclasses import dataclass
from functools import reduce
from operator import attrgetter

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Field, Model, Q, QuerySet


@dataclass(frozen=True)
class Page:
    """`next_after` goes into the next page's address as ?after=…; None on the last page."""

    rows: list
    next_after: str | None

    def __iter__(self):
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def keyset_page(
    queryset: QuerySet, *, order: tuple[str, ...] = ("sort_key", "pk"), after: str | None = None, size: int = 50
) -> Page:
    """The rows that follow `after`, which is the `next_after` of an earlier page.

    `order` names columns that are never NULL and together unique; "-" before a name means descending. An `after` that
    nobody handed out is the first page: a mangled address is no error.
    """
    position = _decode(queryset.model, order, after)
    if position is not None:
        queryset = queryset.filter(_beyond(order, position))
    rows = list(queryset.order_by(*order)[: size + 1])
    shown = rows[:size]
    return Page(shown, _encode(order, shown[-1]) if len(rows) > size else None)


def capped_count(queryset: QuerySet, cap: int = 1000) -> tuple[int, bool]:
    """(rows, whether there are more than that): counts up to the cap and stops."""
    found = queryset.order_by()[: cap + 1].count()
    return min(found, cap), found > cap


def _beyond(order: tuple[str, ...], position: list) -> Q:
    """Rows after the position: (a, b) > (x, y), each column in its own direction."""
    choices, same = [], Q()
    for name, value in zip(order, position, strict=True):
        direction = "lt" if name.startswith("-") else "gt"
        choices.append(same & Q(**{f"{name.lstrip('-')}__{direction}": value}))
        same &= Q(**{name.lstrip("-"): value})
    bound = "lte" if order[0].startswith("-") else "gte"  # lets an index begin where the page begins
    return Q(**{f"{order[0].lstrip('-')}__{bound}": position[0]}) & reduce(Q.__or__, choices)


def _field(model: type[Model], name: str) -> Field:
    head, _, rest = name.lstrip("-").partition("__")
    field = model._meta.pk if head == "pk" else model._meta.get_field(head)
    return _field(field.related_model, rest) if rest else field


def _encode(order: tuple[str, ...], row: Model) -> str:
    values = [attrgetter(name.lstrip("-").replace("__", "."))(row) for name in order]
    text = json.dumps(values, cls=_Exact)
    return base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


class _Exact(DjangoJSONEncoder):
    """Times keep their microseconds, or rows of the same millisecond would be shown twice or never."""

    def default(self, o):
        return o.isoformat() if hasattr(o, "isoformat") else super().default(o)


def _decode(model: type[Model], order: tuple[str, ...], after: str | None) -> list | None:
    if not after:
        return None
    try:
        values = json.loads(base64.urlsafe_b64decode(after.encode() + b"=" * (-len(after) % 4)))
        if not isinstance(values, list) or not all(_storable(value) for value in values):
            return None
        pairs = zip(order, values, strict=True)
        return [_field(model, name).to_python(value) for name, value in pairs]
    except (binascii.Error, ValueError, TypeError, OverflowError, ValidationError, RecursionError):
        return None


def _storable(value: object) -> bool:
    """Text that PostgreSQL takes: no NUL, no half of a surrogate pair (encoding it raises ValueError)."""
    return isinstance(value, str | int | float) and b"\x00" not in str(value).encode()

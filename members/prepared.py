"""A question to the database that is asked for every mail: Django writes its SQL once, not each time anew."""

import datetime
from collections.abc import Callable
from functools import cache

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

# Stand in for the values while the SQL is written; nothing else in it may be equal to them.
PK = -(2**62) - 1
MOMENT = datetime.datetime(1900, 1, 2, 15, 4, 5, 678901, tzinfo=datetime.UTC)


def prepared(question: Callable[[int, datetime.datetime], QuerySet]) -> Callable[[int], bool]:
    """`question` makes a queryset of a primary key and the present moment (and of its date, timezone.localdate(now)),
    in the same way whatever they are; the answer to `prepared(question)(pk)` is whether it has a row now."""

    @cache
    def written() -> tuple[str, list]:
        sql, values = question(PK, MOMENT).order_by().values("pk")[:1].query.sql_with_params()
        names = {PK: "pk", MOMENT: "now", timezone.localdate(MOMENT): "today"}
        return sql, [(names.get(value), value) for value in values]

    def ask(pk: int) -> bool:
        now = timezone.now()
        given = {"pk": pk, "now": now, "today": timezone.localdate(now)}
        sql, values = written()
        with connection.cursor() as cursor:
            cursor.execute(sql, [given[name] if name else value for name, value in values])
            return cursor.fetchone() is not None

    return ask

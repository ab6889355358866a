"""Departments (the first level of ISO 3166-2) of the country that the alliance works in."""

from functools import cache

import pycountry
from django.conf import settings

from members.text import normalized


@cache
def departments() -> list[tuple[str, str]]:
    """(code, name), such as ("CO-ANT", "Antioquia"), by name."""
    found = pycountry.subdivisions.get(country_code=settings.COUNTRY) or []
    return sorted(((s.code, s.name) for s in found if not s.parent_code), key=lambda pair: normalized(pair[1]))


def department_name(code: str) -> str:
    return dict(departments()).get(code, code)

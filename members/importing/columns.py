"""What a column may say, and by which headings it is known."""

import re
from functools import cache

from django.conf import settings
from django.utils.translation import gettext, gettext_noop, override

from members.text import normalized

ORGANIZATION_FIELDS = {
    "name": gettext_noop("Name"),
    "acronym": gettext_noop("Acronym"),
    "kind": gettext_noop("Kind"),
    "level": gettext_noop("Level"),
    "department": gettext_noop("Department"),
    "municipality": gettext_noop("Municipality"),
    "website": gettext_noop("Website"),
    "themes": gettext_noop("Themes"),
    "populations": gettext_noop("Populations it works with"),
    "joined_on": gettext_noop("Member since"),
}
PERSON_FIELDS = {
    "name": gettext_noop("Name"),
    "position": gettext_noop("Position"),
    "organization": gettext_noop("Organization"),
    "email": gettext_noop("E-mail"),
    "phone": gettext_noop("Telephone"),
    "language": gettext_noop("Language"),
}
FIELDS = {"organizations": ORGANIZATION_FIELDS, "people": PERSON_FIELDS}

# Headings of other people's files.
OTHERS = {
    "organizations": {
        "name": ("nombre de la organizacion", "organizacion", "razon social", "entidad", "organization", "nombre"),
        "acronym": ("sigla", "siglas", "acronimo"),
        "kind": ("tipo de organizacion", "clase"),
        "level": ("ambito", "orden"),
        "department": ("depto", "provincia", "estado o departamento", "region", "state"),
        "municipality": ("ciudad", "city", "town", "localidad"),
        "website": ("pagina web", "sitio web", "web", "url"),
        "themes": ("tema", "temas", "areas de trabajo"),
        "populations": ("poblacion", "poblaciones", "poblacion atendida"),
        "joined_on": ("fecha de ingreso", "fecha de adhesion", "ingreso", "joined on"),
    },
    "people": {
        "name": ("nombre completo", "nombre y apellido", "nombres y apellidos", "full name", "contacto", "nombre"),
        "position": ("rol", "profesion", "title", "job title"),
        "organization": ("entidad", "institucion", "organization"),
        "email": ("correo", "email", "e mail", "mail", "correo e"),
        "phone": ("tel", "celular", "movil", "phone", "mobile"),
        "language": ("lengua", "idioma preferido"),
    },
}


def plain(heading: str) -> str:
    """Letters and digits alone: «Correo electrónico (personal)» is "correo electronico personal"."""
    return " ".join(re.findall(r"[a-z0-9]+", normalized(heading)))


@cache
def known_headings(about: str) -> dict[str, str]:
    """{plain heading: field}, our own in every language."""
    known = {name: field for field, names in OTHERS[about].items() for name in names}
    for code, _name in settings.LANGUAGES:
        with override(code):
            known |= {plain(gettext(heading)): field for field, heading in FIELDS[about].items()}
    return known


def heading_row(rows: list[tuple[int, list[str]]], about: str) -> int:
    """Which of the first rows names the columns: the one with the most known headings, else the first with two cells,
    else the first."""
    known, first = known_headings(about), rows[:20]
    scores = [sum(plain(cell) in known for cell in cells) for _number, cells in first]
    widest = max(sum(map(bool, cells)) for _number, cells in first)
    if max(scores) >= min(2, widest):
        return scores.index(max(scores))
    return next((index for index, (_number, cells) in enumerate(first) if sum(map(bool, cells)) >= 2), 0)


def guessed(headings: list[str], about: str) -> list[str]:
    """A field for each column, "" where it isn't known; no field twice."""
    known, found = known_headings(about), []
    for heading in headings:
        field = known.get(plain(heading), "")
        found.append("" if field in found else field)
    return found

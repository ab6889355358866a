"""What a column may say, and by which headings it is known."""

import re
from functools import cache

from django.conf import settings
from django.utils.translation import gettext, gettext_noop, override

from members.text import normalized

KINDS = ("line", "objective", "activity", "indicator")
IGNORED = ""
CONTACTS = "contact"  # of persons: known, and left out of plans

# name: its heading in our own files, in English; `<kind>` and `<kind>_code` are titles and numbers
FIELDS = {
    "uid": gettext_noop("Identity"),
    "kind": gettext_noop("Kind"),
    "code": gettext_noop("No."),
    "title": gettext_noop("Title"),
    "title_en": gettext_noop("Title in English"),
    "line": gettext_noop("Strategic line"),
    "line_code": gettext_noop("Number of the line"),
    "line_en": gettext_noop("Strategic line in English"),
    "objective": gettext_noop("Objective"),
    "objective_code": gettext_noop("Number of the objective"),
    "objective_en": gettext_noop("Objective in English"),
    "objective_weight": gettext_noop("Weight of the objective"),
    "activity": gettext_noop("Activity"),
    "activity_code": gettext_noop("Number of the activity"),
    "activity_en": gettext_noop("Activity in English"),
    "indicator": gettext_noop("Indicator"),
    "indicator_code": gettext_noop("Number of the indicator"),
    "indicator_en": gettext_noop("Indicator in English"),
    "text": gettext_noop("Text"),
    "text_en": gettext_noop("Text in English"),
    "weight": gettext_noop("Weight in %"),
    "after": gettext_noop("After"),
    "lead": gettext_noop("Leads"),
    "support": gettext_noop("Supports"),
    "area": gettext_noop("Department or unit"),
    "starts_on": gettext_noop("Starts on"),
    "ends_on": gettext_noop("Ends on"),
    "authority_level": gettext_noop("Level of authority"),
    "tags": gettext_noop("Tags"),
    "budget": gettext_noop("Budget"),
    "funder": gettext_noop("Funder"),
    "baseline": gettext_noop("Baseline"),
    "unit": gettext_noop("Unit of measure"),
    "target": gettext_noop("Target"),
    "targets": gettext_noop("Targets by period"),
    "target_reason": gettext_noop("Why the target changed"),
    "verification": gettext_noop("Means of verification"),
}
DAYS = ("starts_on", "ends_on")
WEIGHTS = ("weight", "objective_weight")
ORGANIZATIONS = ("lead", "support")

# Headings of other people's files: Colombia's CONPES matrices, published national plans, and common words.
OTHERS = {
    "line": ("eje", "eje estrategico", "linea", "lineamiento", "pilar", "componente", "pillar", "axis"),
    "objective": ("objetivo especifico", "objetivo estrategico", "compromiso", "commitment", "commitment fr", "goal"),
    "objective_code": ("commitment code",),
    "objective_en": ("commitment en",),
    "objective_weight": ("importancia relativa del objetivo",),
    "activity": ("accion", "acciones", "actividades", "action", "milestone", "milestone fr", "hito"),
    "activity_code": ("codigo", "code", "milestone code"),
    "activity_en": ("milestone en",),
    "indicator": ("indicadores", "indicators"),
    "indicator_code": (),
    "text": ("descripcion", "description", "detalle"),
    "weight": ("importancia relativa de la accion", "peso", "ponderacion", "weight"),
    "after": ("despues de", "relacion entre acciones", "depende de", "depends on"),
    "lead": (
        "entidad",
        "entidades",
        "responsable",
        "responsables",
        "entidad responsable",
        "lidera",
        "lead",
        "lead dept",
    ),
    "support": ("apoya", "apoyo", "corresponsable", "support"),
    "area": ("direccion", "dependencia", "direccion grupo unidad", "direccion subdireccion grupo unidad"),
    "starts_on": ("fecha de inicio", "inicio", "inicio previsto", "start", "start date"),
    "ends_on": ("fecha de finalizacion", "fecha fin", "fin", "fin previsto", "plazo", "due date", "end date", "due"),
    "tags": ("tipo", "etiquetas"),
    "budget": ("presupuesto", "costo", "costo total"),
    "funder": ("financiador", "fuente", "fuente de financiacion"),
    "baseline": ("linea base",),
    "target": ("meta",),
    "verification": ("medio de verificacion", "fuente de verificacion"),
    CONTACTS: ("persona de contacto", "correo electronico", "contacto", "telefono"),
}
# In published plans of commitments and milestones, what they call an activity is measured.
UNDER_MILESTONES = {
    "activity": "indicator",
    "activity fr": "indicator",
    "activity en": "indicator_en",
    "activity code": "indicator_code",
}


def plain(heading: str) -> str:
    """Letters and digits alone: «Importancia relativa (%)» is "importancia relativa"."""
    return " ".join(re.findall(r"[a-z0-9]+", normalized(heading)))


@cache
def known_headings() -> dict[str, str]:
    """{plain heading: field}, our own in every language."""
    known = {name: field for field, names in OTHERS.items() for name in names}
    for code, _name in settings.LANGUAGES:
        with override(code):
            known |= {plain(gettext(heading)): field for field, heading in FIELDS.items()}
    return known


def heading_row(rows: list[tuple[int, list[str]]]) -> int:
    """Which of the first rows names the columns: the one with the most known headings, else the first with two."""
    known = known_headings()
    first = rows[:20]
    scores = [sum(plain(cell) in known for cell in cells) for _number, cells in first]
    if max(scores, default=0) >= 2:
        return scores.index(max(scores))
    filled = (index for index, (_number, cells) in enumerate(first) if sum(map(bool, cells)) >= 2)
    return next(filled, 0)


def guessed(headings: list[str]) -> list[str]:
    """A field for each column, "" where it isn't known; no field twice."""
    known = known_headings()
    if any(plain(heading).startswith("milestone") for heading in headings):
        known = known | UNDER_MILESTONES
    found: list[str] = []
    for heading in headings:
        field = known.get(plain(heading), IGNORED)
        found.append(field if field not in found and field != CONTACTS else IGNORED)
    return found

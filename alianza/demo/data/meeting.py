"""The first planning meeting: date, city, organizer, attendance and topics as told in public; the rest is made up."""

import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

BOGOTA = ZoneInfo("America/Bogota")
BODY, QUORUM = "Asamblea de La Alianza", 8

MEETING = {
    "number": "2018-01",
    "kind": "planning",
    "title": "Primera reunión de planeación estratégica",
    "starts_at": datetime.datetime(2018, 4, 6, 9, 0, tzinfo=BOGOTA),
    "ends_at": datetime.datetime(2018, 4, 6, 17, 0, tzinfo=BOGOTA),
    "city": "Bogotá",
    "place": "Salón de ejemplo (solo lo ven las personas invitadas)",
    "convened_by": "UNODC, en el marco de GLO.ACT",
    "state": "convened",
    "closed_at": datetime.datetime(2018, 4, 6, 17, 0, tzinfo=BOGOTA),
}

# Of the demo's own day, so that there is something to answer, to run and to check in at.
NEXT = {
    "kind": "ordinary",
    "mode": "hybrid",
    "title": "Reunión de seguimiento al plan de acción",
    "city": "Bogotá",
    "place": "Salón de ejemplo (solo lo ven las personas invitadas)",
    "link": "https://sala.alianza.example/seguimiento",
    "convened_by": "Secretaría técnica",
}
NEXT_IN_DAYS = 10
NEXT_AGENDA = [("Avance del plan por línea", 60), ("Próximas visitas a las gobernaciones", 45), ("Varios", 15)]

# (title, minutes)
AGENDA = [
    ("Apertura: UNODC y la Delegación de la Unión Europea", 30),
    ("Fortalezas y debilidades de La Alianza (DOFA)", 120),
    ("Coordinación entre el Gobierno y las organizaciones de la sociedad civil", 75),
    ("Cómo mantener La Alianza en funcionamiento", 60),
    ("Acercamiento a las autoridades nacionales y locales después de las elecciones presidenciales", 75),
    ("Visibilidad y comunicación", 45),
    ("Acuerdos para el primer plan de acción 2018–2020", 45),
]


class Swot(NamedTuple):
    quadrant: str
    text: str
    raised_by: int | None = None


SWOT = {
    "F1": Swot("strength", "Quince organizaciones de todo el país, con años de experiencia y saber propio.", 1),
    "F2": Swot("strength", "Presencia en zonas de frontera y en capitales: se conoce lo que pasa en cada región.", 5),
    "F3": Swot("strength", "Diálogo respetuoso con las entidades y con la cooperación internacional."),
    "D1": Swot("weakness", "La coordinación con las entidades del Estado depende de personas y no de acuerdos.", 2),
    "D2": Swot("weakness", "La Alianza es poco conocida: no tiene identidad ni canales propios.", 7),
    "D3": Swot("weakness", "No hay recursos fijos para reunirse ni para la secretaría técnica.", 10),
    "D4": Swot("weakness", "No se sabe qué hace cada organización ni qué puede aportar a las demás.", 14),
    "O1": Swot("opportunity", "Un nuevo Gobierno nacional define sus prioridades después de las elecciones.", 4),
    "O2": Swot("opportunity", "Redes y plataformas abiertas a todas las partes interesadas, creadas con GLO.ACT."),
    "O3": Swot("opportunity", "Los próximos planes de desarrollo departamentales y municipales.", 3),
    "A1": Swot("threat", "El cambio de autoridades puede interrumpir lo que ya se ha acordado.", 8),
    "A2": Swot("threat", "Riesgos de seguridad para quienes trabajan en el territorio.", 12),
    "A3": Swot("threat", "El apoyo de la cooperación internacional termina en 2019.", 6),
}


class Agreed(NamedTuple):
    """`owner` and `partners` are numbers of member organizations; a decision has neither owner nor date."""

    text: str
    owner: int | None = None
    due_on: datetime.date | None = None
    partners: tuple[int, ...] = ()


# In the order of their numbers: 2018-01/1 … 2018-01/7.
AGREEMENTS = [
    Agreed(
        "Mantener La Alianza en funcionamiento: una reunión de seguimiento cada semestre, y una secretaría técnica que "
        "convoca, registra los acuerdos y mantiene informadas a todas las organizaciones."
    ),
    Agreed(
        "Redactar el primer plan de acción, 2018–2020, con los acuerdos de esta reunión, y ponerlo a consideración de "
        "las quince organizaciones.",
        1,
        datetime.date(2018, 5, 4),
    ),
    Agreed(
        "Proponer a las autoridades departamentales una mesa de coordinación con la sociedad civil.",
        2,
        datetime.date(2018, 8, 31),
        (5, 9, 11),
    ),
    Agreed(
        "Preparar la estrategia de acercamiento al nuevo Gobierno nacional: mensajes, entidades y calendario.",
        4,
        datetime.date(2018, 7, 31),
        (1, 3),
    ),
    Agreed(
        "Proponer mecanismos de visibilidad y comunicación de La Alianza: identidad, boletín y vocerías.",
        7,
        datetime.date(2018, 9, 28),
        (6, 10),
    ),
    Agreed(
        "Compartir el plan de acción aprobado con todas las partes interesadas en las semanas siguientes.",
        1,
        datetime.date(2018, 6, 15),
    ),
    Agreed(
        "Hacer un inventario de lo que hace, sabe y puede aportar cada una de las quince organizaciones.",
        5,
        datetime.date(2018, 10, 31),
        (14, 15),
    ),
]

MINUTES = """\
## Desarrollo

UNODC convocó la reunión en el marco de GLO.ACT. Asistieron 21 representantes de 15 organizaciones de la sociedad civil.

**Coordinación.** Las organizaciones expresaron la necesidad de fortalecer la coordinación con el Gobierno: ambas \
partes tienen una experiencia y unos conocimientos valiosos que hay que poner en común.

**Fortalezas y debilidades.** Se trabajó en grupos; el resultado está en la matriz DOFA de la reunión.

**Funcionamiento.** Se acordó cómo mantener La Alianza en funcionamiento en los próximos años.

**Autoridades.** Se acordaron estrategias para acercarse a las autoridades nacionales y locales después de las \
elecciones presidenciales.

**Visibilidad.** Hacen falta mecanismos que mejoren la visibilidad y la comunicación de La Alianza.

## Cierre

Los acuerdos pasan al primer plan de acción, 2018–2020, que se compartirá con todas las partes interesadas.
"""

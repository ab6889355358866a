"""Approaches to authorities and how they stand. Days are counted back from the day on which the demo is loaded."""

from typing import NamedTuple


class Step(NamedTuple):
    """`owner` is the number of a representative; `outcome` says that it is done."""

    text: str
    in_days: int
    owner: int
    outcome: str = ""


class Approach(NamedTuple):
    """`ours` are numbers of representatives; `met`: the contact of the stakeholder was there."""

    stakeholder: str
    days_ago: int
    channel: str
    ours: tuple[int, ...]
    about: str
    answer: str = ""
    met: bool = False
    step: Step | None = None


APPROACHES = [
    Approach(
        "Autoridad nacional de ejemplo 1",
        120,
        "letter",
        (1,),
        "Presentar la alianza y pedir una reunión para entregar el plan de acción.",
        "Acusaron recibo y ofrecieron una reunión.",
        step=Step("Confirmar la fecha de la reunión.", -100, 1, "La reunión quedó acordada."),
    ),
    Approach(
        "Autoridad nacional de ejemplo 1",
        60,
        "meeting",
        (1, 4),
        "Entregar el plan de acción y proponer una mesa de seguimiento dos veces al año.",
        "Les interesa la mesa; piden una propuesta por escrito.",
        True,
        Step("Enviar la propuesta de la mesa de seguimiento.", 10, 4),
    ),
    Approach(
        "Autoridad departamental de ejemplo · Nariño",
        35,
        "meeting",
        (2,),
        "Pedir que el tema entre en el plan de desarrollo del departamento.",
        "Lo llevarán al comité departamental.",
        True,
        Step("Preguntar qué decidió el comité departamental.", 3, 2),
    ),
    Approach(
        "Autoridad municipal de ejemplo · Cartagena",
        20,
        "phone",
        (7,),
        "Acordar un calendario de reuniones con las organizaciones de la región.",
        step=Step("Volver a llamar para acordar la primera fecha.", -2, 7),
    ),
    Approach(
        "Donante de ejemplo 1",
        15,
        "email",
        (1,),
        "Contar cómo va el plan y preguntar por la siguiente convocatoria.",
        "La convocatoria se abre en tres meses.",
    ),
]

# (stakeholder, days ago, influence, interest, position)
ASSESSMENTS = [
    ("Autoridad nacional de ejemplo 1", 400, 3, 1, -1),
    ("Autoridad nacional de ejemplo 1", 60, 3, 3, 1),
    ("Autoridad nacional de ejemplo 2", 400, 3, 2, 0),
    ("Autoridad nacional de ejemplo 2", 90, 3, 2, -1),
    ("Autoridad nacional de ejemplo 3", 200, 3, 3, 0),
    ("Autoridad departamental de ejemplo · Antioquia", 380, 2, 3, 1),
    ("Autoridad departamental de ejemplo · Nariño", 380, 2, 2, 0),
    ("Autoridad departamental de ejemplo · Nariño", 35, 2, 3, 2),
    ("Autoridad departamental de ejemplo · Valle del Cauca", 150, 2, 2, 0),
    ("Autoridad municipal de ejemplo · Medellín", 380, 1, 3, 2),
    ("Autoridad municipal de ejemplo · Cartagena", 20, 1, 2, -2),
    ("Oficina de las Naciones Unidas contra la Droga y el Delito", 380, 3, 3, 2),
    ("Donante de ejemplo 1", 15, 3, 3, 1),
]

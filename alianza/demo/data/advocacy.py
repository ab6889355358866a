"""Approaches to stakeholders and what was judged of them: all made up, as are the people who took part,
and only of stakeholders that are examples themselves: nothing is said of those that exist.

Days are counted back from the day of loading, so that a demo is never old.
"""

from typing import NamedTuple


class Step(NamedTuple):
    """`owner`: number of a representative. `done`: what came of it; empty while it waits."""

    text: str
    in_days: int
    owner: int
    done: str = ""


class Approach(NamedTuple):
    """`stakeholder`: its number in the directory, and of its contact; `ours`: numbers of representatives."""

    days_ago: int
    stakeholder: int
    channel: str
    ours: tuple[int, ...]
    about: str
    answer: str = ""
    step: Step | None = None


APPROACHES = [
    Approach(
        75,
        5,
        "letter",
        (3,),
        "Carta en la que La Alianza se presenta y pide una reunión.",
        "Recibieron la carta y piden conocer el plan de acción antes de la reunión.",
        Step("Enviar el resumen del plan de acción", -60, 3, done="Se envió; confirmaron que lo leyeron."),
    ),
    Approach(
        40,
        5,
        "meeting",
        (3, 4),
        "Presentación de las líneas del plan y propuesta de una mesa de trabajo.",
        "Les interesa la mesa. Consultarán quién puede asistir de su parte.",
        Step("Llamar para acordar la fecha de la mesa", 6, 4),
    ),
    Approach(
        33,
        10,
        "event",
        (2,),
        "Audiencia pública sobre el plan de desarrollo departamental.",
        "Tomaron nota de las propuestas escritas y ofrecieron responder en un mes.",
        Step("Preguntar por la respuesta escrita", -3, 2),
    ),
    Approach(
        21,
        17,
        "video",
        (4, 7),
        "Qué apoyos ofrece la cooperación para el funcionamiento de La Alianza.",
        "Abren una convocatoria el próximo semestre.",
        Step("Preparar una ficha de una página sobre La Alianza", 20, 7),
    ),
    Approach(9, 13, "phone", (3,), "Invitación a la próxima reunión de La Alianza."),
]


class Judgement(NamedTuple):
    """Of 1 low to 3 high, and a position of -2 against to 2 ally, as the model has them."""

    days_ago: int
    stakeholder: int
    interest: int
    influence: int
    position: int
    words: str = ""


JUDGEMENTS = [
    Judgement(400, 5, 1, 3, 0, "Todavía no conocen a La Alianza."),
    Judgement(38, 5, 2, 3, 1, "En la reunión mostraron interés por la mesa de trabajo."),
    Judgement(400, 7, 1, 3, -1),
    Judgement(35, 7, 2, 3, 0, "Recibieron la propuesta sin objeciones."),
    Judgement(400, 10, 2, 2, 0),
    Judgement(32, 10, 3, 2, 1, "Ofrecieron responder por escrito."),
    Judgement(400, 20, 3, 2, 2, "Comparte las convocatorias con toda su red."),
    Judgement(20, 17, 2, 2, 1),
    Judgement(400, 13, 1, 1, -2),
    Judgement(60, 18, 3, 1, 2),
]

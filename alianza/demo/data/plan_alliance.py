from alianza.demo.data.shapes import activity, indicator, line, objective

ALLIANCE = line(
    "Una alianza que se mantiene en funcionamiento",
    "An alliance that stays operational",
    objective(
        "Reunirse, acordar y cumplir",
        "Meet, agree and keep one's word",
        activity(
            "2018-05 2020-12",
            1,
            "Convocar una reunión de planeación y seguimiento cada semestre",
            "Call a planning and follow-up meeting every six months",
            indicator(
                "Reuniones celebradas con quórum",
                "Meetings held with a quorum",
                "1 (2018)",
                "6 (2020)",
                "Actas publicadas",
            ),
            agreements=(1,),
        ),
        activity(
            "2018-05 2018-09",
            1,
            "Escribir las reglas de la secretaría técnica y de su relevo",
            "Write the rules of the technical secretariat and of its succession",
            support=(4, 10),
            agreements=(1,),
            texts=(
                "Qué hace, por cuánto tiempo, y cómo entrega a quien sigue.",
                "What it does, for how long, and how it hands over to the next.",
            ),
        ),
        activity(
            "2018-12 2020-12",
            1,
            "Informar cada semestre sobre el avance de este plan",
            "Report on the progress of this plan every six months",
            support=(14,),
            agreements=(2,),
        ),
        weight=50,
    ),
    objective(
        "Tener capacidades, recursos y cuidado",
        "Have skills, resources and care",
        activity(
            "2019-02 2020-10",
            10,
            "Organizar jornadas de formación de unas organizaciones a otras",
            "Organize training of organizations by each other",
            support=(3, 6),
            swot=("F1",),
        ),
        activity(
            "2018-09 2019-12",
            6,
            "Buscar recursos para las reuniones y la secretaría técnica después de 2019",
            "Find resources for meetings and the secretariat after 2019",
            support=(1, 10),
            swot=("D3", "A3"),
        ),
        activity(
            "2018-07 2018-12",
            12,
            "Acordar un protocolo de seguridad y de reserva de la información",
            "Agree on a protocol of security and confidentiality",
            support=(9, 11),
            swot=("A2",),
        ),
        weight=50,
    ),
)

from alianza.demo.data.shapes import activity, indicator, line, objective

VISIBILITY = line(
    "Visibilidad y comunicación",
    "Visibility and communication",
    objective(
        "Hablar con una voz que se reconoce",
        "Speak with a voice that is recognized",
        activity(
            "2018-06 2018-09",
            7,
            "Definir la identidad de La Alianza y sus mensajes principales",
            "Define the identity of La Alianza and its main messages",
            support=(6, 10),
            agreements=(5,),
            swot=("D2",),
        ),
        activity(
            "2018-10 2020-12",
            7,
            "Publicar un boletín cada tres meses",
            "Publish a newsletter every three months",
            indicator("Boletines publicados", "Newsletters published", "0 (2018)", "9 (2020)", "Boletines en línea"),
            support=(15,),
            agreements=(5,),
        ),
        activity(
            "2018-08 2018-11",
            11,
            "Nombrar y preparar vocerías nacionales y regionales",
            "Appoint and prepare national and regional spokespersons",
            support=(2, 7),
            agreements=(5,),
        ),
        weight=55,
    ),
    objective(
        "Que más gente conozca los riesgos y sepa a dónde acudir",
        "More people know the risks and where to turn to",
        activity(
            "2018-06 2020-07",
            9,
            "Hacer una campaña común cada 30 de julio, Día Mundial contra la Trata de Personas",
            "Run a common campaign each 30 July, World Day against Trafficking in Persons",
            support=(3, 7, 15),
            swot=("O2",),
        ),
        activity(
            "2019-01 2019-11",
            15,
            "Preparar materiales de prevención para las regiones, en las lenguas que allí se hablan",
            "Prepare prevention materials for the regions, in the languages spoken there",
            support=(8, 9),
        ),
        weight=45,
    ),
)

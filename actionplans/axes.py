"""The seven axes (ejes) of Colombia's national strategy against trafficking in persons, as lines to begin a plan with.

Source: Decree 1818 of 2020 (Estrategia Nacional 2020-2024) and Decree 1036 of 2016 before it; names shortened.
"""

AXES = (
    ("Coordinación y sostenibilidad", "Coordination and sustainability"),
    ("Prevención", "Prevention"),
    ("Protección y asistencia a las víctimas", "Protection and assistance of victims"),
    ("Investigación y judicialización", "Investigation and prosecution"),
    ("Cooperación internacional", "International cooperation"),
    ("Generación y gestión del conocimiento", "Knowledge: making and sharing it"),
    ("Seguimiento y evaluación", "Monitoring and evaluation"),
)

"""Who may be the same."""

import pytest

from members.importing.likeness import Likenesses


@pytest.mark.parametrize(
    ("known", "written"),
    [
        ("Corporación Espacios de Mujer", "CORPORACION ESPACIOS DE MUJER"),
        ("Fundación Ejemplo del Río", "Fund. Ejemplo del Rio"),
        ("Fundación para la Lucha", "FUNDACION P/LA LUCHA"),
        ("Red Ejemplo", "Red «Ejemplo»"),
        ("Mujeres Libres de Ejemplo", "Mujeres Libres Ejenplo"),
        ("Casa Ejemplar", "Casa Ejemplar de Nariño"),
        ("Semilleros", "Semileros"),
    ],
)
def test_alike(known, written):
    assert Likenesses([(1, known)]).like(written) == [1]


@pytest.mark.parametrize(
    ("known", "written"),
    [
        ("Fundación Bariloche", "Fundación Favaloro"),
        ("Corporación Ejemplo Norte", "Corporación Muestra Norte"),
        ("Mujeres de Cali", "Hombres de Cali"),
        ("Asociación Uno", "Asociación Dos"),
    ],
)
def test_not_alike(known, written):
    assert Likenesses([(1, known)]).like(written) == []


def test_the_same_letters_come_first():
    near = Likenesses([(1, "Casa Ejemplar de Nariño"), (2, "CASA EJEMPLAR NARINO")])
    assert near.like("Casa Ejemplar Nariño Sur")[:2] and near.like("Fundación Casa Ejemplar Nariño")[0] in (1, 2)
    assert Likenesses([(1, "Casa Ejemplares"), (2, "Casa Ejemplar")]).like("Fundación Casa Ejemplar")[0] == 2

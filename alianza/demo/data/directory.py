"""Fifteen members, the stakeholders, and made-up people for each; the departments and towns are real."""

import datetime

from alianza.demo.sink import BUSY, REFUSED

# The first day that the account of the case attests: when each really joined isn't known.
SINCE = datetime.date(2018, 4, 6)
SECRETARIAT = "Corporación Espacios de Mujer"

PLACES = {
    2: ("CO-NAR", "Nariño", "Pasto"),
    3: ("CO-VAC", "Valle del Cauca", "Cali"),
    4: ("CO-DC", "Bogotá", "Bogotá"),
    5: ("CO-NSA", "Norte de Santander", "Cúcuta"),
    6: ("CO-ATL", "Atlántico", "Barranquilla"),
    7: ("CO-BOL", "Bolívar", "Cartagena"),
    8: ("CO-CAU", "Cauca", "Popayán"),
    9: ("CO-LAG", "La Guajira", "Riohacha"),
    10: ("CO-RIS", "Risaralda", "Pereira"),
    11: ("CO-PUT", "Putumayo", "Mocoa"),
    12: ("CO-ARA", "Arauca", "Arauca"),
    13: ("CO-MET", "Meta", "Villavicencio"),
    14: ("CO-SAN", "Santander", "Bucaramanga"),
    15: ("CO-CHO", "Chocó", "Quibdó"),
}

# number → (name, department, municipality)
MEMBERS = {1: (SECRETARIAT, "CO-ANT", "Medellín")} | {
    number: (f"Organización de ejemplo {number:02} · {name}", code, city)
    for number, (code, name, city) in PLACES.items()
}

# What some of them let everybody see.
PUBLIC = {
    2: ["name", "department", "municipality", "themes"],
    5: ["name", "department", "themes", "populations", "joined_on"],
    12: ["name"],
}

# Twenty-one representatives: a principal of each organization, and alternates of the first six.
REPRESENTATIVES = [(n, n, "principal") for n in MEMBERS] + [(n + 15, n, "alternate") for n in range(1, 7)]


def representative_email(number: int, organization: int) -> str:
    domain = "espacios.example" if organization == 1 else f"org{organization:02}.example"
    return f"representante{number:02}@{domain}"


# (name, acronym, kind, level, department, municipality, language of its contact)
STAKEHOLDERS = [
    ("Oficina de las Naciones Unidas contra la Droga y el Delito", "UNODC", "un_agency", "", "", "", "es"),
    ("Delegación de la Unión Europea en Colombia", "UE", "donor", "", "", "", "en"),
    ("Organización Internacional para las Migraciones", "OIM", "un_agency", "", "", "", "en"),
    ("Fondo de las Naciones Unidas para la Infancia", "UNICEF", "un_agency", "", "", "", "es"),
    ("Autoridad nacional de ejemplo 1", "", "authority", "national", "", "", "es"),
    ("Autoridad nacional de ejemplo 2", "", "authority", "national", "", "", "es"),
    ("Autoridad nacional de ejemplo 3", "", "authority", "national", "", "", "es"),
    ("Autoridad nacional de ejemplo 4", "", "authority", "national", "", "", "es"),
    ("Autoridad departamental de ejemplo · Antioquia", "", "authority", "departmental", "CO-ANT", "", "es"),
    ("Autoridad departamental de ejemplo · Nariño", "", "authority", "departmental", "CO-NAR", "", "es"),
    ("Autoridad departamental de ejemplo · Valle del Cauca", "", "authority", "departmental", "CO-VAC", "", "es"),
    ("Autoridad departamental de ejemplo · Chocó", "", "authority", "departmental", "CO-CHO", "", "es"),
    ("Autoridad municipal de ejemplo · Medellín", "", "authority", "municipal", "CO-ANT", "Medellín", "es"),
    ("Autoridad municipal de ejemplo · Pasto", "", "authority", "municipal", "CO-NAR", "Pasto", "es"),
    ("Autoridad municipal de ejemplo · Cúcuta", "", "authority", "municipal", "CO-NSA", "Cúcuta", "es"),
    ("Autoridad municipal de ejemplo · Cartagena", "", "authority", "municipal", "CO-BOL", "Cartagena", "es"),
    ("Donante de ejemplo 1", "", "donor", "", "", "", "en"),
    ("Universidad de ejemplo 1", "", "academia", "", "CO-DC", "Bogotá", "es"),
    ("Universidad de ejemplo 2", "", "academia", "", "", "", "en"),
    ("Red aliada de ejemplo 1", "", "other", "", "", "", "es"),
]

# Two whose mail server behaves badly, so that the ledger of a share has something to show: number of the stakeholder.
BAD_SERVERS = {12: REFUSED, 15: BUSY}


def contact_email(number: int) -> str:
    return f"enlace{number:02}@{BAD_SERVERS.get(number, f'parte{number:02}.example')}"

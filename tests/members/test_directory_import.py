"""A list of organizations or people into the directory."""

import io
import random
import resource
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from openpyxl import Workbook

from members.models import DirectoryImport, ImportRow, Organization, Person, Topic
from members.services import imports
from members.sheets import Unreadable
from tests import factories as make

pytestmark = pytest.mark.django_db
REAL = Path(__file__).parents[3] / "shared" / "data" / "organizaciones_con_duplicados.csv"
HEAD = "Nombre;Sigla;Tipo;Departamento;Municipio;Fecha de ingreso\n"


@pytest.fixture
def coordinator():
    return make.coordinator()


@pytest.fixture
def coordinating(client, coordinator):
    client.force_login(coordinator)
    return client


def start(actor, text: str | bytes, *, about="organizations", kind="member_cso", name="lista.csv"):
    data = text.encode() if isinstance(text, str) else text
    return imports.start(about, data, name, kind=kind, actor=actor)


def problems(current) -> list[tuple]:
    rows = current.rows.filter(standing="bad").order_by("number").values_list("number", "problems")
    return [(number, name, code) for number, found in rows for name, code in found]


def send(client, data: bytes, name="lista.csv", about="organizations", **fields):
    file = SimpleUploadedFile(name, data)
    return client.post(reverse("members:import_create", args=[about]), {"file": file, "kind": "member_cso", **fields})


def test_from_the_file_to_the_directory(coordinating):
    Topic.objects.get_or_create(kind="theme", name="Incidencia de prueba")
    text = HEAD.replace("\n", ";Temas\n")
    text += "Organización Ejemplo Uno;OEU;Miembro;Nariño;Pasto;2018-04-06;incidencia de PRUEBA\n"
    text += "Organización Muestra Dos;;Autoridad;Bogotá D.C.;;25/12/2019;\n"
    page = coordinating.get(reverse("members:organization_list")).content.decode()
    assert reverse("members:import_create", args=["organizations"]) in page
    answer = send(coordinating, text.encode())
    page = coordinating.get(answer.url)
    assert page.context["is_ready"] and not Organization.objects.filter(name__contains="Ejemplo Uno").exists()
    done = coordinating.post(reverse("members:import_apply", args=[DirectoryImport.objects.get().pk]))
    assert done.url == reverse("members:organization_list")
    one = Organization.objects.get(name="Organización Ejemplo Uno")
    assert (one.acronym, one.kind, one.department, one.municipality) == ("OEU", "member_cso", "CO-NAR", "Pasto")
    assert [str(topic) for topic in one.topics.all()] == ["Incidencia de prueba"]
    two = Organization.objects.get(name="Organización Muestra Dos")
    assert (two.kind, two.department, two.joined_on.isoformat()) == ("authority", "CO-DC", "2019-12-25")
    assert Organization.objects.search("muestra dos").exists() and one.events.count() == 1
    assert not ImportRow.objects.exists(), "nothing of the file stays"


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_as_spreadsheets_write_it(coordinator, delimiter, encoding):
    text = f"Directorio de prueba\n\nNombre{delimiter}Sigla\nAsociación Ñandú{delimiter}AÑ\n"
    current = start(coordinator, text.encode(encoding))
    assert current.rows.get(standing="good").values["name"] == "Asociación Ñandú"


def xlsx(*sheets) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_a_spreadsheet_of_several_sheets_with_headings_of_its_own(coordinator):
    data = xlsx(("Notas", [["Nada", "de esto"]]), ("Lista", [["Cómo se llama", "Dónde"], ["Red de Ejemplo", "Nariño"]]))
    current = start(coordinator, data, name="lista.xlsx")
    assert current.sheets == ["Notas", "Lista"]
    imports.choose(current, sheet=1, mapping=[], kind="member_cso", actor=coordinator)
    current.refresh_from_db()
    assert current.headings == ["Cómo se llama", "Dónde"] and current.answers["mapping"] == ["", ""]
    imports.choose(current, sheet=1, mapping=["name", "department"], kind="member_cso", actor=coordinator)
    assert current.rows.get(standing="good").values["department"] == "CO-NAR"


@pytest.mark.parametrize(
    ("cells", "field", "code"),
    [
        (";X;Miembro;;;", "name", "missing"),
        ("=1+1;;Miembro;;;", "name", "formula"),
        ("@cmd;;Miembro;;;", "name", "formula"),
        ("Fundaci\ufffdn;;Miembro;;;", "name", "damaged"),
        ("FundaciÃ³n;;Miembro;;;", "name", "damaged"),
        ("x" * 201 + ";;Miembro;;;", "name", "long"),
        ("Buena;;Cosa;;;", "kind", "choice"),
        ("Buena;;Miembro;Atlantis;;", "department", "choice"),
        ("Buena;;Miembro;;;4/6/2018", "joined_on", "which_day"),
        ("Buena;;Miembro;;;31/31/2018", "joined_on", "day"),
        ("Buena;;Miembro;;;ayer", "joined_on", "day"),
    ],
)
def test_every_bad_cell_is_named_with_its_row(coordinator, cells, field, code):
    current = start(coordinator, f"{HEAD}Organización Buena Primera;;Miembro;;;\n{cells}\n")
    assert problems(current) == [(3, field, code)]


def test_bad_rows_are_shown_mended_and_left_out(coordinating, coordinator):
    text = (
        f"{HEAD}Organización Buena;;Miembro;;;\nMala Fecha de Prueba;;Miembro;;;4/6/2018\nSin Clase Alguna;;Cosa;;;\n"
    )
    current = start(coordinator, text)
    page = coordinating.get(current.get_absolute_url())
    assert "se puede leer de dos maneras" in page.content.decode() and 'name="c:3:joined_on"' in page.content.decode()
    with pytest.raises(imports.NotReady):
        imports.apply(current, actor=coordinator)
    rows = reverse("members:import_settle", args=[current.pk])
    coordinating.post(rows, {"c:3:joined_on": "tampoco", "c:4:kind": "Cosa"})
    assert problems(current) == [(3, "joined_on", "day"), (4, "kind", "choice")]
    assert "tampoco" in coordinating.get(current.get_absolute_url()).content.decode(), "nothing typed is lost"
    coordinating.post(rows, {"c:3:joined_on": "2018-06-04", "left_out": "4"})
    assert coordinating.get(current.get_absolute_url()).context["is_ready"]
    coordinating.post(rows, {"back": "4"})
    assert problems(current) == [(4, "kind", "choice")]
    coordinating.post(rows, {"all_out": "bad"})
    coordinating.post(reverse("members:import_apply", args=[current.pk]))
    names = set(Organization.objects.filter(kind="member_cso").values_list("name", flat=True))
    assert {"Organización Buena", "Mala Fecha de Prueba"} <= names and "Sin Clase Alguna" not in names


def test_damaged_letters_are_confirmed_on_purpose_only(coordinator):
    current = start(coordinator, f"{HEAD}Grupo ¿Qu?ien?;;Miembro;;;\n")
    same = {2: {"name": "Grupo ¿Qu?ien?"}}
    imports.settle(current, mended=same, actor=coordinator)
    assert problems(current) == [(2, "name", "damaged")]
    imports.settle(current, mended=same, right={(2, "name")}, actor=coordinator)
    assert current.rows.get(standing="good").values["name"] == "Grupo ¿Qu?ien?"


def test_who_may_be_there_already_stands_side_by_side(coordinating, coordinator):
    make.OrganizationFactory(name="Fundación Ejemplo del Río", municipality="Pasto")
    text = f"{HEAD}FUNDACION EJEMPLO DEL RIO;;Miembro;;;\nCasa Ejemplar;;Miembro;;;\nCASA EJEMPLAR;;Miembro;;;\n"
    current = start(coordinator, text)
    page = coordinating.get(current.get_absolute_url())
    assert [pair.row for pair in page.context["pairs"]] == [2, 4]
    assert "Pasto" in page.content.decode() and "fila 3 del archivo" in page.content.decode()
    rows = reverse("members:import_settle", args=[current.pk])
    coordinating.post(rows, {"left_out": "2", "another": "4"})
    assert coordinating.get(current.get_absolute_url()).context["is_ready"]


def test_somebody_else_of_the_very_same_name_has_to_be_told_apart(coordinator):
    make.OrganizationFactory(name="Casa Ejemplar")
    current = start(coordinator, f"{HEAD}Casa Ejemplar;;Miembro;;;\n")
    imports.settle(current, mended={}, another=[2], actor=coordinator)
    assert problems(current) == [(2, "name", "taken")]
    imports.settle(current, mended={2: {"name": "Casa Ejemplar (Cali)"}}, actor=coordinator)
    imports.apply(current, actor=coordinator)
    assert Organization.objects.filter(name__startswith="Casa Ejemplar").count() == 2


def test_what_the_directory_got_meanwhile_is_seen_and_nothing_written(coordinator):
    current = start(coordinator, f"{HEAD}Casa Ejemplar;;Miembro;;;\nOtra Casa Distinta;;Miembro;;;\n")
    make.OrganizationFactory(name="CASA EJEMPLAR")
    imports.apply(current, actor=coordinator)
    current.refresh_from_db()
    assert current.state == "open" and current.failure and current.tally()["double"] == 1
    assert not Organization.objects.filter(name="Otra Casa Distinta").exists()


def test_twice_is_once(coordinator):
    current = start(coordinator, f"{HEAD}Casa Ejemplar;;Miembro;;;\n")
    imports.apply(current, actor=coordinator)
    with pytest.raises(imports.AppliedAlready):
        imports.apply(current, actor=coordinator)
    assert Organization.objects.filter(name="Casa Ejemplar").count() == 1


@pytest.mark.django_db(transaction=True)
def test_at_once_is_once():
    actor = make.coordinator()
    current = start(actor, f"{HEAD}Casa Ejemplar;;Miembro;;;\n")

    def press(_n) -> str:
        try:
            imports.apply(current, actor=actor)
        except imports.Refused as refusal:
            return type(refusal).__name__
        finally:
            connection.close()
        return "written"

    with ThreadPoolExecutor(6) as together:
        answers = list(together.map(press, range(6)))
    assert answers.count("written") == 1 and answers.count("AppliedAlready") == 5
    assert Organization.objects.filter(name="Casa Ejemplar").count() == 1


def test_people_with_their_organizations(coordinator):
    there = make.OrganizationFactory(name="Casa Ejemplar", acronym="CAEJ")
    make.PersonFactory(name="Persona Ya Presente", email="ya@ejemplo.example")
    text = "Nombre completo,Correo,Celular,Organización,Idioma,Cargo\n"
    text += "Persona Nueva Una,una@ejemplo.example,+57 300 000 0000,caej,inglés,Directora\n"
    text += "Persona Nueva Dos,YA@ejemplo.example,,,,\nPersona Nueva Tres,mal,abc,Nadie,,\n"
    current = start(coordinator, text, about="people", kind="")
    assert problems(current) == [(4, "email", "email"), (4, "phone", "phone"), (4, "organization", "organization")]
    assert current.rows.get(standing="double").number == 3
    imports.settle(current, mended={}, left_out=[3, 4], actor=coordinator)
    imports.apply(current, actor=coordinator)
    one = Person.objects.get(name="Persona Nueva Una")
    assert (one.organization, one.language, one.position) == (there, "en", "Directora")
    assert Person.objects.search("nueva una").exists()


@pytest.mark.parametrize(
    "data",
    [b"", b"%PDF-1.7 x", b"PK\x03\x04rubbish", b"\x89PNG\r\n", xlsx(("Hoja", [["Nombre"], ["=1+1"]]))],
    ids=["empty", "pdf", "broken", "picture", "formula"],
)
def test_a_wrong_file_is_refused_in_words(coordinating, data):
    answer = send(coordinating, data, name="archivo.xlsx")
    assert answer.status_code == 200 and answer.context["form"].errors["file"]
    assert not DirectoryImport.objects.exists()


def test_only_those_who_edit_the_directory(client, coordinator):
    current = start(coordinator, f"{HEAD}Casa Ejemplar;;Miembro;;;\n")
    client.force_login(make.representative())
    assert send(client, b"Nombre\nX\n").status_code == 403
    assert client.get(current.get_absolute_url()).status_code == 403
    assert client.post(reverse("members:import_apply", args=[current.pk])).status_code == 403
    assert (
        reverse("members:import_create", args=["people"])
        not in client.get(reverse("members:person_list")).content.decode()
    )


def test_nonsense_posted_is_no_error(coordinating, coordinator):
    current = start(coordinator, f"{HEAD}Casa Ejemplar;;Miembro;;;\nOtra Mala;;Cosa;;;\n")
    rubbish = {
        "m:99": "x",
        "m:a": "y",
        "sheet": "77",
        "kind": "nada",
        "c:x:y": "z",
        "c:3:nada": "z",
        "left_out": "-1",
    }
    for name in ("import_choose", "import_settle"):
        for given in (rubbish, {"m:0": "\x00a", "c:3:name": "\x00"}):
            assert coordinating.post(reverse(f"members:{name}", args=[current.pk]), given).status_code == 302
    typed = f"m:{'9' * 5000}=x&m:0=name"
    answer = coordinating.post(
        reverse("members:import_choose", args=[current.pk]), typed, content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code == 302
    assert coordinating.get(current.get_absolute_url() + "?bad=x&double=99999999999&out=").status_code == 200
    assert coordinating.get(reverse("members:import_create", args=["nadie"])).status_code == 404


def test_a_constant_number_of_queries(coordinating, coordinator, django_assert_max_num_queries):
    text = HEAD + "".join(f"Entidad {n} número {n * 7919};;Cosa;;;\n" for n in range(120))
    text += "".join(f"Casa Ejemplar de {n * 'x'};;Miembro;;;\n" for n in range(1, 30))
    current = start(coordinator, text)
    coordinating.get(reverse("home"))
    with django_assert_max_num_queries(8):
        page = coordinating.get(current.get_absolute_url())
    assert len(page.context["wrongs"]) == 50 and page.context["more_bad"]


def test_a_large_file_is_worked_on_elsewhere_and_shows_how_far_it_is(coordinating, coordinator, monkeypatch):
    sent = []
    monkeypatch.setattr("members.services.imports.working._send", sent.append)
    text = HEAD + "".join(f"Entidad {n * 7919} ficticia {n};;Miembro;;;{' ' * 60}\n" for n in range(2600))
    monkeypatch.setattr("django.db.transaction.on_commit", lambda act, **_options: act())
    answer = send(coordinating, text.encode())
    current = DirectoryImport.objects.get()
    assert sent == [current.pk] and current.state == "reading"
    page = coordinating.get(answer.url).content.decode()
    assert "<progress" in page and 'http-equiv="refresh"' in page
    with pytest.raises(imports.StillWorking):
        imports.apply(current, actor=coordinator)
    imports.work(current.pk)
    current.refresh_from_db()
    assert current.state == "open" and current.total == 2600 == current.done
    imports.apply(current, actor=coordinator)
    assert len(sent) == 2 and DirectoryImport.objects.get().state == "writing"
    imports.work(current.pk)
    imports.work(current.pk)
    assert Organization.objects.filter(name__contains="ficticia").count() == 2600


def test_a_large_file_that_cannot_be_read_says_so_on_its_page(coordinating, monkeypatch):
    monkeypatch.setattr("members.services.imports.working._send", lambda pk: None)
    answer = send(coordinating, b"%PDF" + b"x" * 300_000)
    imports.work(DirectoryImport.objects.get().pk)
    assert "PDF" in coordinating.get(answer.url).content.decode()


def test_nothing_moved_for_a_minute_offers_to_go_on(coordinating, monkeypatch):
    sent = []
    monkeypatch.setattr("members.services.imports.working._send", sent.append)
    answer = send(coordinating, (HEAD + "x;;;;;\n" * 40_000).encode())
    DirectoryImport.objects.update(moved_at="2018-04-06T00:00Z")
    page = coordinating.get(answer.url).content.decode()
    assert reverse("members:import_go_on", args=[DirectoryImport.objects.get().pk]) in page


@pytest.mark.skipif(not REAL.exists(), reason="the real file isn't here")
def test_the_real_file_has_its_doubles(coordinating, coordinator):
    current = start(coordinator, REAL.read_bytes(), kind="other", name=REAL.name)
    assert current.total == 218
    assert current.headings[1] == "nombre" and current.answers["mapping"][:3] == ["", "name", "acronym"]
    doubles = current.rows.filter(standing="double")
    named = {row.number: row.values.get("name", "") for row in current.rows.all()}
    same = [[one for where, n in row.matches for one in [named[n]] if where == "row"] for row in doubles]
    exact = [row.number for row, others in zip(doubles, same, strict=True) if row.values["name"] in others]
    assert len(exact) == 5, "four to the letter, one but for a space"
    assert all(code == "damaged" for _row, _field, code in problems(current))
    imports.settle(current, mended={}, all_out="double", actor=coordinator)
    imports.settle(current, mended={}, all_out="bad", actor=coordinator)
    imports.apply(current, actor=coordinator)
    current.refresh_from_db()
    assert current.state == "done" and current.written == Organization.objects.filter(kind="other").count() > 190


def test_a_wrong_large_file_raises_for_nobody():
    with pytest.raises(Unreadable):
        start(make.coordinator(), b"")


def rows_of(n: int) -> bytes:
    """Three made-up words each; one in a hundred is there twice, in capitals."""
    drawn = random.Random(1)
    syllables = [f"{one}{two}" for one in "bcdfglmnprstvz" for two in "aeiou"]
    names = (" ".join("".join(drawn.choices(syllables, k=3)) for _word in range(3)) for _row in range(n))
    lines = [f"Fundación {name};S{i};Miembro;Nariño;Pasto;\n" for i, name in enumerate(names)]
    lines[-n // 100 :] = [line.upper().replace("NARIÑO;PASTO", "Nariño;") for line in lines[: n // 100]]
    return (HEAD + "".join(lines)).encode()


@pytest.mark.slow
def test_twenty_thousand_rows_are_previewed_in_time_and_in_little_memory(coordinator, monkeypatch):
    monkeypatch.setattr("members.services.imports.working._send", lambda pk: None)
    data = rows_of(20_000)
    current = imports.start("organizations", data, "grande.csv", actor=coordinator)
    before, started = resident(), time.process_time()
    imports.work(current.pk)
    assert time.process_time() - started < 20, "seconds"
    assert resident() - before < 300, "MB"
    current.refresh_from_db()
    assert (current.state, current.total) == ("open", 20_000)
    assert current.tally()["double"] == 200


def resident() -> int:
    """MB that this process has ever held at once."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024

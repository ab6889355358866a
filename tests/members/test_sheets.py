"""Reading what people send, and writing what no spreadsheet takes for a formula."""

import datetime
import io
import zipfile

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from members.sheets import Unreadable, as_csv, as_xlsx, read
from members.sheets.writing import writable

pytestmark = pytest.mark.usefixtures("spanish")
ROWS = [["Nombre", "Ciudad"], ["Fundación Ñandú", "Bogotá"]]


@pytest.fixture
def spanish():
    with translation.override("es"):
        yield


def csv_bytes(delimiter: str = ";", encoding: str = "utf-8") -> bytes:
    return "\r\n".join(delimiter.join(row) for row in ROWS).encode(encoding)


def workbook(fill) -> bytes:
    book = Workbook()
    fill(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def cells(data: bytes, name: str = "a.csv") -> list[list[str]]:
    return [row for _number, row in read(data, name)[0].rows]


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "cp1252", "utf-16"])
def test_csv_however_it_was_saved(delimiter, encoding):
    assert cells(csv_bytes(delimiter, encoding)) == ROWS


def test_quotes_line_breaks_and_rows_numbered_as_a_spreadsheet_does():
    table = read(b'a;b\n"uno\ndos; tres";"c""d"\n\n x ;\n', "a.csv")[0]
    assert table.rows == [(1, ["a", "b"]), (2, ["uno\ndos; tres", 'c"d']), (4, ["x", ""])]


def test_xlsx_with_true_dates_numbers_shares_and_merged_cells():
    def fill(book):
        sheet = book.active
        sheet.append(["Plan de prueba"])
        sheet.append(["Meta", "Fecha", "Peso", "Número"])
        sheet.append(["A", datetime.date(2019, 5, 1), 0.4, 12.5])
        sheet.append([None, datetime.datetime(2019, 6, 1, 10), 1, 3.0])
        sheet["C3"].number_format = "0.0%"
        sheet.merge_cells("A3:A4")
        book.create_sheet("Oculta").append(["no"])
        book["Oculta"].sheet_state = "hidden"

    tables = read(workbook(fill), "a.xlsx")
    assert len(tables) == 1
    assert tables[0].rows == [
        (1, ["Plan de prueba"]),
        (2, ["Meta", "Fecha", "Peso", "Número"]),
        (3, ["A", "2019-05-01", "40%", "12.5"]),
        (4, ["", "2019-06-01", "1", "3"]),
    ]


def bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<x/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (200 * 1024**2))
    return file.getvalue()


def formula() -> bytes:
    return workbook(lambda book: book.active.append(["Nombre", "=1+1"]))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "vacío"),
        (b"   \n ", "vacío"),
        (b"%PDF-1.7 x", "PDF"),
        (b"\x89PNG\r\n", "imagen"),
        (b"\xd0\xcf\x11\xe0old", "XLSX sin contraseña"),
        (b"a\x00b", "CSV o XLSX"),
        (b"PK\x03\x04broken", "dañado"),
        (bomb, "demasiado grande"),
        (formula, "La celda B1 tiene una fórmula"),
        (b"a;b\n" + b"x" * 40_000, "32.767"),
        (b"a;" * 300 + b"\n", "200 columnas"),
        (b"a\n" * 20_021, "20.000 filas"),
        (b"x" * (10 * 1024**2 + 1), "10 MB"),
    ],
    ids=lambda value: value.__name__ if callable(value) else None,
)
def test_what_is_refused_is_refused_in_words(data, words):
    with pytest.raises(Unreadable) as refused:
        read(data() if callable(data) else data, "x")
    assert words in str(refused.value.words)


def test_a_zip_of_something_else():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", b"<x/>")
    with pytest.raises(Unreadable, match="hoja de cálculo"):
        read(file.getvalue(), "a.xlsx")


def outcome(data: bytes) -> list | str:
    """Tables that have rows, or the words of the refusal."""
    try:
        tables = read(data, "x")
    except Unreadable as refused:
        return str(refused.words)
    return [table.rows for table in tables if table.rows]


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.one_of(st.binary(max_size=400), st.binary(max_size=300).map(lambda tail: b"PK\x03\x04" + tail)))
def test_whatever_it_is_it_ends_in_a_table_or_in_words(data):
    assert outcome(data)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.binary(min_size=1, max_size=60), st.integers(0, 4000))
def test_a_damaged_workbook_too(noise, place):
    good = workbook(lambda book: book.active.append(["Nombre", "Ciudad"]))
    place %= len(good)
    assert outcome(good[:place] + noise + good[place + len(noise) :])


@pytest.mark.parametrize("wicked", ["=1+1", "+57 1", "-2", "@SUM(A1)", "\t=1"])
def test_nothing_that_is_written_becomes_a_formula(wicked):
    assert f"'{wicked}" in as_csv(["a"], [[wicked]])
    sheet = load_workbook(io.BytesIO(as_xlsx([("Hoja", [("a", 10)], [[wicked]])]))).active
    assert sheet["A2"].data_type == "s"
    assert cells(as_xlsx([("Hoja", [("a", 10)], [[wicked]])]), "a.xlsx")[1] == [wicked.strip()]


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.text(
        st.characters(exclude_categories=["Cs"], exclude_characters="\ufffe\uffff\x1a\x1b\x1c\x1d\x1e\x1f"), max_size=50
    )
)
def test_what_is_written_is_read_back(text):
    written = as_xlsx([("Hoja", [("a", 10), ("b", 10)], [[text, "x"]])])
    assert cells(written, "a.xlsx")[1][0] == writable(text).strip()

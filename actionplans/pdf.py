"""A version on paper: PDF/UA-1, in the reader's language, set by typst from data alone."""

import re
from collections.abc import Iterator
from copy import copy
from itertools import groupby
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext, override

from actionplans import presentation
from actionplans.content import content_of, without_origins
from actionplans.models import PlanVersion
from actionplans.presentation.annex import annex as stances
from members import paper

TEMPLATE = Path(settings.BASE_DIR) / "templates" / "actionplans" / "plan.typ"
PART_MARK = "Alianza-only-a-part"  # among the keywords of an extract, in every language; verify reads it
HEADED = ("line", "objective")  # the rest are rows of tables
UNBROKEN = re.compile(r"(?<=\d) (?=[^\W\d])|(?<=[^\W\d]) (?=\d{4})")  # within 30 sep 2018


def of_version(version: PlanVersion, language: str) -> bytes:
    """For members: with the stances."""
    with override(language):
        return render(content_of(version), language=language, annex=stances(version), **said_of(version))


def editions(version: PlanVersion) -> Iterator[bytes]:
    """Each PDF that was ever given out of a published version: in every language, as representatives and as
    stakeholders get it, and from before it was superseded."""
    in_force = copy(version)
    in_force.state = PlanVersion.State.PUBLISHED
    shared = without_origins(content_of(version))
    for state in {version.state: version, in_force.state: in_force}.values():
        for language, _name in settings.LANGUAGES:
            yield of_version(state, language)
            with override(language):
                yield render(shared, language=language, **said_of(state))


def said_of(version: PlanVersion) -> dict:
    """What the paper says about the version besides its content, in the language that is active."""
    return {
        "version_name": presentation.version_name(version),
        "state_line": presentation.state_line(version),
        "in_force": version.state == PlanVersion.State.PUBLISHED,
        "sha256": version.content_sha256 or "",
    }


def render(content: dict, *, language: str, **said) -> bytes:
    """The same arguments give the same bytes. `said`: as said_of, and the annex."""
    return paper.printed(document(content, language=language, **said), TEMPLATE)


def document(
    content: dict,
    *,
    language: str,
    version_name: str,
    state_line: str,
    in_force: bool = False,
    sha256: str = "",
    annex: dict | None = None,
    kept: frozenset[str] | None = None,
    extract: str = "",
) -> dict:
    """Strings ready to be set, whatever the format; `sha256` is empty for a draft, and then every page says so.
    `annex`: as presentation.annex. `kept`: codes of the rows of an extract, which keep them; `extract` says that it is
    one, on the first page and on every other."""
    with override(language):
        rows = [row for row in presentation.rows(content, language) if kept is None or row["code"] in kept]
        title = presentation.plan_title(content, language)
        fingerprint = f"SHA-256 {sha256}" if sha256 else gettext("Draft without fingerprint")
        data = {
            "language": language,
            "alliance": settings.ALLIANCE_NAME,
            "document_title": title,
            "version": version_name,
            "period": presentation.period(content, language),
            "state": f"{state_line} {extract}" if extract else state_line,
            "in_force": in_force,
            "footer": " · ".join(filter(None, (title, version_name, state_line, extract))),
            "page": gettext("Page"),
            "fingerprint": gettext("extract of %(it)s") % {"it": fingerprint} if extract else fingerprint,
            "marks": [PART_MARK] if extract else [],
            "labels": _labels(),
            "parts": list(_parts(rows)),
            "annex": annex,
        }
    return paper.without_what_is_no_text(data)


def _labels() -> dict[str, str]:
    return {
        "code": gettext("No."),
        "what": gettext("What is done or measured"),
        "who": gettext("Responsible"),
        "dates": gettext("When"),
        "support": gettext("Supports"),
    }


def _parts(rows: list[dict]) -> Iterator[dict]:
    """Headings one by one, and tables of what stands between them."""
    headed: list[int] = []  # depths of the headings above
    for is_table, group in groupby(rows, key=lambda row: row["kind"] not in HEADED):
        cells = [_cells(row, is_table) for row in group]
        if is_table:
            yield {"is_table": True, "rows": cells}
            continue
        for cell in cells:
            headed = [depth for depth in headed if depth < cell["depth"]]
            headed.append(cell["depth"])
            # No level is left out, whatever stands between two headings.
            yield {"is_table": False, "rows": [cell | {"level": min(len(headed), 6)}]}


def _cells(row: dict, is_table: bool) -> dict:
    own_column = {gettext("When"), gettext("Leads"), gettext("Supports")} if is_table else set()
    names = ("title", "title_lang", "text", "text_lang", "depth", "lead", "support")
    origins = " · ".join(label for label, _ in row["origins"])
    return {name: row[name] for name in names} | {
        "dates": UNBROKEN.sub("\N{NO-BREAK SPACE}", row["dates"]),
        "label": row["code"] if is_table else row["label"],
        "facts": [fact for fact in row["facts"] if fact[0] not in own_column],
        "origins": gettext("Comes from: %(origins)s") % {"origins": origins} if origins else "",
    }

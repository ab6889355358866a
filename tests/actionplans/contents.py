"""Contents in the shape of actionplans.content, made up, without a database."""

import uuid


def item(kind: str = "activity", title: str = "Una actividad", *, items: list | None = None, **fields) -> dict:
    return {
        "uid": fields.pop("uid", None) or str(uuid.uuid4()),
        "kind": kind,
        "title": title,
        "title_en": "",
        "text": "",
        "text_en": "",
        "weight": None,
        "starts_on": None,
        "ends_on": None,
        "after": [],
        "area": "",
        "authority_level": "",
        "tags": [],
        "budget": None,
        "funder": "",
        "unit": "",
        "targets": [],
        "target_reason": "",
        "baseline": "",
        "target": "",
        "verification": "",
        "lead": [],
        "support": [],
        "origins": [],
        "items": items or [],
    } | fields


def content(*items: dict, number: int = 1, **plan) -> dict:
    period = {"starts_on": "2018-05-01", "ends_on": "2020-12-31"}
    titles = {"title": "Plan de acción de prueba", "title_en": "Action plan for tests"}
    return {
        "schema": 2,
        "plan": {"uid": "6a0f4f0e-0000-4000-8000-000000000001", **titles, **period, **plan},
        "number": number,
        "items": list(items),
    }


def organization(pk: int) -> dict:
    return {"id": pk, "name": f"Organización de ejemplo {pk:02}"}


def large(activities: int, *, number: int = 1) -> dict:
    """Lines of 4 objectives of 10 activities, with all that a real one has; the same uids at each call."""
    starts = range(0, activities, 10)
    objectives = [
        item("objective", f"Objetivo {at}", uid=f"objective-{at}", items=[_activity(n) for n in range(at, at + 10)])
        for at in starts
    ]
    lines = [
        item("line", f"Línea {at}", uid=f"line-{at}", items=objectives[at : at + 4])
        for at in range(0, len(objectives), 4)
    ]
    spare = len(starts) * 10 - activities
    if spare:
        del objectives[-1]["items"][-spare:]
    return content(*lines, number=number)


def _activity(n: int) -> dict:
    propose = "Proponer a las autoridades nacionales y locales una mesa trimestral de diálogo y hacerle seguimiento."
    return item(
        uid=str(uuid.UUID(int=n)),
        title=f"Actividad {n} de coordinación con los comités departamentales y las autoridades del territorio",
        title_en=f"Activity {n}: coordinate with departmental committees and the authorities of the territory",
        text=f"{propose} {propose}",
        weight="2.50",
        starts_on=f"2018-{n % 12 + 1:02}-01",
        ends_on=f"2019-{n % 12 + 1:02}-28",
        lead=[organization(n % 15 + 1)],
        support=[organization((n + 3) % 15 + 1), organization((n + 7) % 15 + 1)],
        origins=[f"2018-01/{n % 9 + 1}"],
    )

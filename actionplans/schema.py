"""The shape of a version's canonical JSON as JSON Schema (draft 2020-12), for whoever reads our files elsewhere.

actionplans.content says the same in words; tests hold each built content against it.
"""

from actionplans.content import SCHEMA
from actionplans.models import PlanItem, VersionItem

TEXT = {"type": "string"}
DAY = {"type": "string", "format": "date"}
DECIMAL = {"type": ["string", "null"], "pattern": r"^-?\d+\.\d{2}$"}
UID = {"type": "string", "format": "uuid"}


def _list(of: dict) -> dict:
    return {"type": "array", "items": of}


def _object(**properties: dict) -> dict:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def schema(address: str) -> dict:
    """`address`: where it is published, which is its name."""
    organization = _object(id={"type": "integer"}, name=TEXT)
    texts = dict.fromkeys(("title", "title_en", "text", "text_en", "area", "funder", "baseline", "unit"), TEXT)
    item = _object(
        uid=UID,
        kind={"enum": PlanItem.Kind.values},
        **texts,
        target=TEXT,
        target_reason=TEXT,
        verification=TEXT,
        weight=DECIMAL,
        budget=DECIMAL,
        starts_on={"anyOf": [DAY, {"type": "null"}]},
        ends_on={"anyOf": [DAY, {"type": "null"}]},
        after=_list(UID),
        authority_level={"enum": ["", *VersionItem.AuthorityLevel.values]},
        tags=_list(TEXT),
        targets=_list(_object(until=DAY, value=TEXT)),
        lead=_list(organization),
        support=_list(organization),
        origins=_list(TEXT),
        items=_list({"$ref": "#/$defs/item"}),
    )
    whole = _object(
        schema={"const": SCHEMA},
        plan=_object(uid=UID, title=TEXT, title_en=TEXT, starts_on=DAY, ends_on=DAY),
        number={"type": "integer", "minimum": 1},
        items=_list({"$ref": "#/$defs/item"}),
    )
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": address, **whole, "$defs": {"item": item}}

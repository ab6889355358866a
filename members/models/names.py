"""What people and organizations were called when they did something: written beside the act by the database, once."""

from collections.abc import Iterator

import pgtrigger
from django.apps import apps
from django.db import models

LONGEST = 200
ONE = """
    IF TG_OP = 'UPDATE' AND OLD.{name} <> '' AND OLD.{key} IS NOT DISTINCT FROM NEW.{key} THEN
        NEW.{name} := OLD.{name};
    ELSIF {done} THEN
        NEW.{name} := COALESCE((SELECT name FROM {table} WHERE id = NEW.{key}), '');
    ELSE
        NEW.{name} := '';
    END IF;
"""


def kept_name() -> models.CharField:
    """Filled by NamesKept; empty until the act is done. Left out of the trail: it never changes."""
    return models.CharField(max_length=LONGEST, blank=True, default="", editable=False)


class NamesKept(pgtrigger.Trigger):
    """`names`: the column of the name → the foreign key it is the name of.

    A name is written when the foreign key is, and again when another row is put there (a correction); whatever
    becomes of the row since, and whatever else is written, it stays. `done`: SQL on NEW that says the act is done.
    """

    when = pgtrigger.Before
    operation = pgtrigger.Insert | pgtrigger.Update

    def __init__(self, *, done: str = "TRUE", **names: str):
        self.done, self.names = done, names
        super().__init__(name="names_kept")

    def get_func(self, model: type[models.Model]) -> str:
        return "\n".join([*(self._one(model, *pair) for pair in self.names.items()), "RETURN NEW;"])

    def _one(self, model: type[models.Model], name: str, of: str) -> str:
        field = model._meta.get_field(of)
        return ONE.format(name=name, key=field.attname, table=field.related_model._meta.db_table, done=self.done)


def kept_names() -> Iterator[tuple[type[models.Model], str, models.Field]]:
    """(model, column of the name, foreign key) of all of them."""
    for model in apps.get_models():
        for trigger in model._meta.triggers if hasattr(model._meta, "triggers") else ():
            if isinstance(trigger, NamesKept):
                for name, of in trigger.names.items():
                    yield model, name, model._meta.get_field(of)


def triggers_of_names() -> list[str]:
    """For pgtrigger.ignore: an erasure writes other names, a merge keeps them when the foreign key moves."""
    return sorted({f"{model._meta.label}:names_kept" for model, _name, _of in kept_names()})

"""What is frozen: one text of a content, and its fingerprint, in Python and in the database alike."""

import hashlib
import json

from django.db.models import BinaryField, F, Func, TextField, Value


def canonical(content: dict) -> str:
    """The one text of this content: sorted keys, no spaces, UTF-8 letters as they are."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def sha256_hex(text) -> Func:
    """The same of a column by its name, or of an expression, in the database."""
    as_bytes = Func(
        F(text) if isinstance(text, str) else text, Value("UTF8"), function="convert_to", output_field=BinaryField()
    )
    digest = Func(as_bytes, function="sha256", output_field=BinaryField())
    return Func(digest, Value("hex"), function="encode", output_field=TextField())

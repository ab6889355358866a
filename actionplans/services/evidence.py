"""What is taken in as evidence of a report. Pictures lose what a camera wrote into them: where, when, with what."""

import io

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

from actionplans.models import Evidence
from actionplans.services.errors import Refused

PICTURES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
PDF = b"%PDF-"
MOST_PIXELS = 50_000_000


class UnusableFile(Refused):
    words = _("Choose a PDF, or a picture (JPEG, PNG, WebP).")


class FileTooLarge(Refused):
    words = _("The file is too large: at most 5 MB, or give a link to it.")


def from_link(url: str) -> Evidence:
    return Evidence(url=url)


def from_file(file: UploadedFile) -> Evidence:
    """Unsaved. Raises UnusableFile, FileTooLarge. By what the file holds, not by what it calls itself."""
    if (file.size or 0) > settings.EVIDENCE_MAX_BYTES:
        raise FileTooLarge
    data, name = file.read(), (file.name or "")[-150:]
    if data.startswith(PDF):
        return Evidence(name=name, content_type="application/pdf", data=data)
    content_type, data = _bare_picture(data)
    return Evidence(name=name, content_type=content_type, data=data)


def _bare_picture(data: bytes) -> tuple[str, bytes]:
    """The same picture, upright, drawn anew: nothing but its points comes along."""
    try:
        picture = Image.open(io.BytesIO(data), formats=list(PICTURES))
        if picture.width * picture.height > MOST_PIXELS:
            raise FileTooLarge
        kind = picture.format or ""
        upright = ImageOps.exif_transpose(picture)
        upright = upright.convert("RGBA" if "A" in upright.getbands() and kind != "JPEG" else "RGB")
        bare = Image.frombytes(upright.mode, upright.size, upright.tobytes())
        file = io.BytesIO()
        bare.save(file, kind, quality=85)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError):
        raise UnusableFile from None
    return PICTURES[kind], file.getvalue()

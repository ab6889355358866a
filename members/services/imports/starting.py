import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from members.models import DirectoryImport, User
from members.permissions import can_coordinate
from members.services.imports.working import hand_over, work

KEPT = datetime.timedelta(days=7)
AT_ONCE_BYTES = 200_000


def start(about: str, data: bytes, name: str, *, kind: str = "", actor: User) -> DirectoryImport:
    """A small file is read and checked before this returns; a large one by a worker, and its page shows how far it is.

    Raises members.sheets.Unreadable for a small one; a large one says it on its page.
    """
    if not can_coordinate(actor):
        raise PermissionDenied
    DirectoryImport.objects.filter(created_at__lt=timezone.now() - KEPT).delete()
    with transaction.atomic():
        current = DirectoryImport.objects.create(
            about=about, raw=data, file_name=name[:200], answers={"kind": kind}, created_by=actor
        )
        if len(data) > AT_ONCE_BYTES:
            hand_over(current)
            return current
        work(current.pk, aloud=True)
    current.refresh_from_db()
    return current

"""Writing a notice, by hand or from parts of published minutes. Once shared it stands as it is."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from actionplans.models import Notice
from actionplans.permissions import require_writer
from actionplans.services.errors import Refused
from meetings.models import Minutes
from members.models import User


class MinutesNotPublished(Refused):
    words = _("Only published minutes can be shared.")


class MinutesCorrected(Refused):
    words = _("These minutes were corrected while you were reading. Read the parts again before they go out.")


class NothingChosen(Refused):
    words = _("Choose at least one part of the minutes.")


class SharedAlready(Refused):
    words = _("This notice was shared: what people have received can't be changed. Write another one.")


@transaction.atomic
def write_notice(title: str, text: str, title_en: str = "", text_en: str = "", *, actor: User) -> Notice:
    require_writer(actor)
    return Notice.objects.create(title=title, text=text, title_en=title_en, text_en=text_en, created_by=actor)


@transaction.atomic
def rewrite_notice(
    notice: Notice, title: str, text: str, title_en: str = "", text_en: str = "", *, actor: User
) -> Notice:
    """Raises SharedAlready. What came from minutes keeps their letter: only its titles change."""
    require_writer(actor)
    current = Notice.objects.select_for_update().get(pk=notice.pk)
    if current.shares.exists():
        raise SharedAlready
    current.title, current.title_en = title, title_en
    if current.minutes_id is None:
        current.text, current.text_en = text, text_en
    current.save()
    return current


@transaction.atomic
def notice_from_minutes(minutes: Minutes, parts: list[str], title: str, title_en: str = "", *, actor: User) -> Notice:
    """`parts`: as presentation.extract.parts_of gives them, those that go out.

    Raises MinutesNotPublished, MinutesCorrected (another version holds than the one given) or NothingChosen.
    """
    require_writer(actor)
    current = Minutes.objects.select_for_update(no_key=True).get(pk=minutes.pk)
    if not current.is_published:
        raise MinutesNotPublished
    if current.current_id != minutes.current_id:
        raise MinutesCorrected
    if not parts:
        raise NothingChosen
    text = "\n\n".join(parts)
    return Notice.objects.create(title=title, title_en=title_en, text=text, minutes=current, created_by=actor)

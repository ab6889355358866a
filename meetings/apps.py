from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MeetingsConfig(AppConfig):
    name = "meetings"
    verbose_name = _("Meetings")

    def ready(self) -> None:
        from meetings.services import minutes
        from members import events

        events.register("meetings", minutes.EVENT, still_wanted=minutes.still_wanted, notice=True)

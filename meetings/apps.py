from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MeetingsConfig(AppConfig):
    name = "meetings"
    verbose_name = _("Meetings")

    def ready(self) -> None:
        from meetings.services import convening, minutes
        from members import events

        events.register("meetings", minutes.EVENT, still_wanted=minutes.still_wanted, notice=True)
        for event in (convening.CONVENED, convening.CHANGED, convening.CANCELLED, convening.REMINDED):
            events.register("meetings", event, still_wanted=convening.still_invited)

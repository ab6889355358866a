from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MeetingsConfig(AppConfig):
    name = "meetings"
    verbose_name = _("Meetings")

    def ready(self) -> None:
        from meetings.services import agreement_reminders, assigning, convening, minutes, promises, uninviting
        from members import events

        events.register("meetings", minutes.EVENT, still_wanted=minutes.still_wanted, notice=True)
        for event in (convening.CONVENED, convening.CHANGED, convening.CANCELLED, convening.REMINDED):
            events.register("meetings", event, still_wanted=convening.still_invited, urgent=True)
        events.register("meetings", convening.UNINVITED, still_wanted=uninviting.still_uninvited, urgent=True)
        events.register("meetings", promises.REQUESTED, still_wanted=promises.still_concerns)
        events.register("meetings", promises.REFUSED, still_wanted=promises.is_secretariat)
        events.register("meetings", assigning.ASSIGNED, still_wanted=assigning.still_theirs)
        events.register("meetings", promises.DECIDED, still_wanted=promises.asker_is_there)
        for event in (agreement_reminders.DUE, agreement_reminders.LATE):
            events.register("meetings", event, still_wanted=promises.still_concerns)

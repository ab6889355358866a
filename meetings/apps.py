from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MeetingsConfig(AppConfig):
    name = "meetings"
    verbose_name = _("Meetings")

    def ready(self) -> None:
        from meetings.services import agreement_reminders, assigning, convening, minutes_mails, promises, uninviting
        from members import events

        for event in (minutes_mails.PUBLISHED, minutes_mails.CORRECTED):
            events.register("meetings", event, still_wanted=minutes_mails.still_wanted, notice=True)
        events.register("meetings", minutes_mails.IN_REVIEW, still_wanted=minutes_mails.still_asked)
        taken_back, prolonged = minutes_mails.still_taken_back, minutes_mails.still_prolonged
        events.register("meetings", minutes_mails.TAKEN_BACK, still_wanted=taken_back, notice=True)
        events.register("meetings", minutes_mails.PROLONGED, still_wanted=prolonged, notice=True)
        for event in (convening.CONVENED, convening.CHANGED, convening.CANCELLED, convening.REMINDED):
            events.register("meetings", event, still_wanted=convening.still_invited, urgent=True)
        events.register("meetings", convening.UNINVITED, still_wanted=uninviting.still_uninvited, urgent=True)
        events.register("meetings", promises.REQUESTED, still_wanted=promises.still_concerns)
        events.register("meetings", promises.REFUSED, still_wanted=promises.is_secretariat)
        events.register("meetings", assigning.ASSIGNED, still_wanted=assigning.still_theirs)
        events.register("meetings", promises.DECIDED, still_wanted=promises.asker_is_there)
        for event in (agreement_reminders.DUE, agreement_reminders.LATE):
            events.register("meetings", event, still_wanted=promises.still_concerns)

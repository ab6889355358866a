from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ActionPlansConfig(AppConfig):
    name = "actionplans"
    verbose_name = _("Action plans")

    def ready(self) -> None:
        from actionplans.services import (
            comments,
            escalation,
            notices,
            periods,
            progress,
            reminders,
            review_reminders,
            rules,
            share,
            subjects,
        )
        from members import events

        events.register("actionplans", notices.REVIEW_OPENED, still_wanted=notices.review_still_asks)
        events.register("actionplans", notices.VERSION_PUBLISHED, still_wanted=notices.still_represents, notice=True)
        events.register("actionplans", notices.REVIEW_WITHDRAWN, still_wanted=notices.still_represents, notice=True)
        for event in (
            review_reminders.REVIEW_REMINDER,
            review_reminders.REVIEW_MISSED,
            review_reminders.REVIEW_EXTENDED,
        ):
            events.register("actionplans", event, still_wanted=review_reminders.still_silent)
        events.register("actionplans", rules.DISSENT_ANSWERED, still_wanted=notices.review_still_asks)
        for event in (comments.COMMENT_ASKED, comments.COMMENT_REPLIED):
            events.register("actionplans", event, still_wanted=notices.still_represents)
        events.register("actionplans", progress.REPORT_ASKED, still_wanted=progress.period_is_open)
        events.register("actionplans", progress.REPORT_RETURNED, still_wanted=progress.period_is_open)
        for event in (periods.REPORT_REMINDER, periods.REPORT_REOPENED):
            events.register("actionplans", event, still_wanted=periods.still_owed)
        for event in (escalation.ACTIVITY_OVERDUE, escalation.OVERDUE_TO_SECRETARIAT):
            events.register("actionplans", event, still_wanted=escalation.plan_still_in_force)
        sent = {"notice": True, "page": "actionplans:delivery_of_mail", "renewed": True}
        for mails in (subjects.OF_PLANS, subjects.OF_NOTICES):
            events.register("actionplans", mails.shared, still_wanted=share.still_wanted, **sent)
            events.register("actionplans", mails.reminder, still_wanted=reminders.still_wanted, **sent)

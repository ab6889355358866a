from celery import shared_task

from actionplans.services import escalation, periods, review_reminders


@shared_task(name="actionplans.tasks.remind_reviews")
def remind_reviews() -> None:
    review_reminders.remind_due()


@shared_task(name="actionplans.tasks.remind_reports")
def remind_reports() -> None:
    periods.remind_due()


@shared_task(name="actionplans.tasks.escalate_overdue")
def escalate_overdue() -> None:
    escalation.escalate_due()

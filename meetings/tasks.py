from celery import shared_task

from meetings.services import agreement_reminders, convening, minutes_review


@shared_task(name="meetings.tasks.tell_changes")
def tell_changes() -> None:
    convening.tell_settled_changes()


@shared_task(name="meetings.tasks.remind_agreements")
def remind_agreements() -> None:
    agreement_reminders.remind_due()


@shared_task(name="meetings.tasks.approve_minutes")
def approve_minutes() -> None:
    minutes_review.approve_due()

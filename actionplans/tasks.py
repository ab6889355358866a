from celery import shared_task

from actionplans.services import review_reminders


@shared_task(name="actionplans.tasks.remind_reviews")
def remind_reviews() -> None:
    review_reminders.remind_due()

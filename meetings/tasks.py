from celery import shared_task

from meetings.services import convening


@shared_task(name="meetings.tasks.tell_changes")
def tell_changes() -> None:
    convening.tell_settled_changes()

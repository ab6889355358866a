from celery import shared_task

from members import delivery, returned


@shared_task(name="members.tasks.deliver_due")
def deliver_due() -> None:
    if delivery.deliver():
        deliver_due.delay()


@shared_task(name="members.tasks.sweep")
def sweep() -> None:
    """Beat calls this: whatever was queued while nobody could be woken is taken up here."""
    delivery.beat()
    if delivery.anything_due():
        deliver_due.delay()


@shared_task(name="members.tasks.take_notices")
def take_notices() -> None:
    returned.take_mailbox()

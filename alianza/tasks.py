from celery import shared_task

from members.services import digest, engagement_reminders, imports, terms


@shared_task(name="alianza.tasks.mind_terms")
def mind_terms() -> None:
    terms.mind_terms()


@shared_task(name="alianza.tasks.gather_digests")
def gather_digests() -> None:
    digest.gather()


@shared_task(name=imports.TASK)
def work_on_import(pk: int) -> None:
    imports.work(pk)


@shared_task(name="alianza.tasks.remind_steps")
def remind_steps() -> None:
    engagement_reminders.remind_due()

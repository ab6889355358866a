from celery import shared_task

from members.services import terms


@shared_task(name="alianza.tasks.mind_terms")
def mind_terms() -> None:
    terms.mind_terms()

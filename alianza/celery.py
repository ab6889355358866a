import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alianza.settings")

app = Celery("alianza")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

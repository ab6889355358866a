from django.apps import AppConfig


class AlianzaConfig(AppConfig):
    name = "alianza"
    verbose_name = "Alianza"

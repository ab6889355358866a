from django.apps import AppConfig
from django.contrib.admin import apps as admin


class AlianzaConfig(AppConfig):
    name = "alianza"
    verbose_name = "Alianza"
    default = True


class AlianzaAdminConfig(admin.AdminConfig):
    default_site = "alianza.admin.site.AlianzaAdminSite"
    default = False

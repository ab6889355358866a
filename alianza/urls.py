from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from django.views.i18n import set_language

from alianza import views
from alianza.views.audit import audit
from alianza.views.handover import handover
from members.views.security import AccountSecurity

urlpatterns = [
    path("", views.home, name="home"),
    path("healthz", views.healthz, name="healthz"),
    path("handover/", handover, name="handover"),
    path("audit/", audit, name="audit"),
    path("members/", include("members.urls")),
    path("meetings/", include("meetings.urls")),
    path("plans/", include("actionplans.urls")),
    # With second factors beside the sessions; the same address and name as allauth's own.
    path("accounts/sessions/", AccountSecurity.as_view(), name="usersessions_list"),
    path("accounts/", include("allauth.urls")),
    path("language/", set_language, name="set_language"),
    path("admin/", admin.site.urls),
]

if settings.ALIANZA_DEMO:
    urlpatterns.append(path("demo/", include("alianza.demo.urls")))

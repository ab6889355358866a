from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from django.views.i18n import set_language

from alianza import views
from alianza.views import erasures, merging, participation, rights
from alianza.views.audit import audit
from alianza.views.handover import handover
from members.views.security import AccountSecurity, session_end

urlpatterns = [
    path("", views.home, name="home"),
    path("healthz", views.healthz, name="healthz"),
    path("handover/", handover, name="handover"),
    path("audit/", audit, name="audit"),
    path("participation/", participation.participation, name="participation"),
    path("participation/<str:whom>.<str:kind>", participation.participation_file, name="participation_file"),
    path("privacy/", rights.privacy, name="privacy"),
    path("my-data/", rights.my_data, name="my_data"),
    path("my-data/consent/", rights.my_consent, name="my_consent"),
    path("my-data/erasure/", rights.my_erasure, name="my_erasure"),
    path("my-data/<str:kind>/", rights.my_data_file, name="my_data_file"),
    path("people/<int:pk>/merge/", merging.person_merge, name="person_merge"),
    path("organizations/<int:pk>/merge/", merging.organization_merge, name="organization_merge"),
    path("people/<int:pk>/data/", rights.person_data, name="person_data"),
    path("people/<int:pk>/data/consent/", rights.person_consent, name="person_consent"),
    path("people/<int:pk>/data/erasure/", rights.person_erasure, name="person_erasure"),
    path("people/<int:pk>/data/<str:kind>/", rights.person_data_file, name="person_data_file"),
    path("erasures/", erasures.erasure_list, name="erasure_list"),
    path("erasures/<int:pk>/", erasures.erasure_detail, name="erasure_detail"),
    path("erasures/<int:pk>/confirm/", erasures.erasure_confirm, name="erasure_confirm"),
    path("erasures/<int:pk>/decline/", erasures.erasure_decline, name="erasure_decline"),
    path("members/", include("members.urls")),
    path("meetings/", include("meetings.urls")),
    path("plans/", include("actionplans.urls")),
    # With second factors beside the sessions; the same address and name as allauth's own.
    path("accounts/sessions/", AccountSecurity.as_view(), name="usersessions_list"),
    path("accounts/sessions/<int:pk>/end/", session_end, name="session_end"),
    path("accounts/", include("allauth.urls")),
    path("language/", set_language, name="set_language"),
    path("admin/", admin.site.urls),
]

if settings.MAIL_SERVICE:
    urlpatterns.append(path("mail-events/", include("anymail.urls")))
if settings.ALIANZA_DEMO:
    urlpatterns.append(path("demo/", include("alianza.demo.urls")))

"""The application's addresses as they are with MAIL_SERVICE set."""

from django.urls import include, path

urlpatterns = [path("mail-events/", include("anymail.urls"))]

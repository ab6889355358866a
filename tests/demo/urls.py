"""The product's URLs plus the demo's, which the test run leaves out otherwise."""

from django.urls import include, path

from alianza.urls import urlpatterns as product

urlpatterns = [*product, path("demo/", include("alianza.demo.urls"))]

from django.urls import path

from actionplans.views import review, versions

app_name = "actionplans"
urlpatterns = [
    path("versions/<int:pk>/", versions.version_detail, name="version_detail"),
    path("versions/<int:pk>/review/", review.review, name="review"),
]

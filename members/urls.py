from django.urls import path

from members.views import invitations, mandates, organizations, outbox, people, secretariat, unsubscribe

app_name = "members"
urlpatterns = [
    path("", organizations.organization_list, name="organization_list"),
    path("organizations/add/", organizations.OrganizationCreate.as_view(), name="organization_create"),
    path("organizations/<int:pk>/", organizations.organization_detail, name="organization_detail"),
    path("organizations/<int:pk>/edit/", organizations.OrganizationUpdate.as_view(), name="organization_update"),
    path("organizations/<int:pk>/mandates/add/", mandates.mandate_create, name="mandate_create"),
    path("organizations/<int:pk>/secretariat/add/", secretariat.secretariat_create, name="secretariat_create"),
    path("mandates/<int:pk>/replace/", mandates.mandate_replace, name="mandate_replace"),
    path("mandates/<int:pk>/end/", mandates.mandate_end, name="mandate_end"),
    path("mandates/<int:pk>/move-end/", mandates.mandate_move_end, name="mandate_move_end"),
    path("secretariat/<int:pk>/end/", secretariat.secretariat_end, name="secretariat_end"),
    path("secretariat/<int:pk>/move-end/", secretariat.secretariat_move_end, name="secretariat_move_end"),
    path("people/", people.person_list, name="person_list"),
    path("people/add/", people.PersonCreate.as_view(), name="person_create"),
    path("people/<int:pk>/", people.person_detail, name="person_detail"),
    path("people/<int:pk>/edit/", people.PersonUpdate.as_view(), name="person_update"),
    path("people/<int:pk>/invite/", invitations.invitation_create, name="invitation_create"),
    path("organizations/<int:pk>/alternates/add/", invitations.alternate_create, name="alternate_create"),
    path("invitations/<int:pk>/revoke/", invitations.invitation_revoke, name="invitation_revoke"),
    path("invitations/<str:token>/", invitations.invitation_accept, name="invitation_accept"),
    path("u/<str:token>/", unsubscribe.unsubscribe, name="unsubscribe"),
    path("outbox/", outbox.outbox, name="outbox"),
    path("outbox/<int:pk>/retry/", outbox.outbox_retry, name="outbox_retry"),
    path("outbox/<int:pk>/retry-kind/", outbox.outbox_retry_kind, name="outbox_retry_kind"),
]

from django.urls import path

from alianza.demo import mailbox

app_name = "demo"
urlpatterns = [
    path("mail/", mailbox.mailbox_list, name="mailboxes"),
    path("mail/<str:recipient>/", mailbox.mailbox_detail, name="mailbox_detail"),
    path("mail/<str:recipient>/<str:key>/", mailbox.mail_detail, name="mail_detail"),
]

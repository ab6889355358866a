from django.urls import path

from meetings.views import agenda, agreements, attendance, attendance_over_time, bodies, meetings, minutes, swot

app_name = "meetings"
urlpatterns = [
    path("", meetings.meeting_list, name="meeting_list"),
    path("add/", meetings.MeetingCreate.as_view(), name="meeting_create"),
    path("<int:pk>/", meetings.meeting_detail, name="meeting_detail"),
    path("<int:pk>/edit/", meetings.MeetingUpdate.as_view(), name="meeting_update"),
    path("<int:pk>/invite/", meetings.meeting_invite, name="meeting_invite"),
    path("<int:pk>/agenda/add/", agenda.agenda_create, name="agenda_create"),
    path("agenda/<int:pk>/edit/", agenda.AgendaItemUpdate.as_view(), name="agenda_update"),
    path("agenda/<int:pk>/move/", agenda.agenda_move, name="agenda_move"),
    path("agenda/<int:pk>/delete/", agenda.agenda_delete, name="agenda_delete"),
    path("attendance-over-time/", attendance_over_time.attendance_over_time, name="attendance_over_time"),
    path("<int:pk>/attendance/", attendance.attendance, name="attendance"),
    path("<int:pk>/attendance/add/", attendance.attendance_add, name="attendance_add"),
    path("<int:pk>/minutes/edit/", minutes.minutes_edit, name="minutes_edit"),
    path("<int:pk>/minutes/preview/", minutes.minutes_preview, name="minutes_preview"),
    path("<int:pk>/minutes/publish/", minutes.minutes_publish, name="minutes_publish"),
    path("agreements/", agreements.agreement_list, name="agreement_list"),
    path("agreements/<int:pk>/", agreements.agreement_detail, name="agreement_detail"),
    path("<int:pk>/agreements/add/", agreements.agreement_create, name="agreement_create"),
    path("agreements/<int:pk>/edit/", agreements.agreement_update, name="agreement_update"),
    path("agreements/<int:pk>/report/", agreements.agreement_report, name="agreement_report"),
    path("<int:pk>/swot/add/", swot.swot_create, name="swot_create"),
    path("swot/<int:pk>/edit/", swot.SwotUpdate.as_view(), name="swot_update"),
    path("swot/<int:pk>/delete/", swot.swot_delete, name="swot_delete"),
    path("bodies/", bodies.body_list, name="body_list"),
    path("bodies/add/", bodies.BodyCreate.as_view(), name="body_create"),
    path("bodies/<int:pk>/edit/", bodies.BodyUpdate.as_view(), name="body_update"),
]

from django.urls import path

from actionplans.views import (
    comments,
    compare,
    delivery,
    downloads,
    items,
    origins,
    plans,
    progress,
    publish,
    recall,
    reminders,
    review,
    share,
    versions,
)

app_name = "actionplans"
urlpatterns = [
    # Plans and where they come from.
    path("", plans.plan_list, name="plan_list"),
    path("add/", plans.plan_create, name="plan_create"),
    path("<int:pk>/", plans.plan_detail, name="plan_detail"),
    path("<int:pk>/edit/", plans.PlanUpdate.as_view(), name="plan_update"),
    path("<int:pk>/new-version/", plans.version_new, name="version_new"),
    path("<int:pk>/agreements/", origins.agreements_without_plan, name="agreements_without_plan"),
    path("for-agreement/<int:pk>/", origins.for_agreement, name="for_agreement"),
    # A version: written, reviewed, published.
    path("versions/<int:pk>/", versions.version_detail, name="version_detail"),
    path("versions/<int:pk>/edit/", versions.version_edit, name="version_edit"),
    path("versions/<int:pk>/items/add/", items.item_create, name="item_create"),
    path("items/<int:pk>/edit/", items.item_update, name="item_update"),
    path("items/<int:pk>/move/", items.item_move, name="item_move"),
    path("items/<int:pk>/delete/", items.item_delete, name="item_delete"),
    path("versions/<int:pk>/review/", review.review, name="review"),
    path("versions/<int:pk>/review/open/", review.review_open, name="review_open"),
    path("versions/<int:pk>/review/withdraw/", review.review_withdraw, name="review_withdraw"),
    path("versions/<int:pk>/stance/", review.stance, name="stance"),
    path("versions/<int:pk>/items/<uuid:uid>/comments/add/", comments.comment_create, name="comment_create"),
    path("comments/<int:pk>/resolve/", comments.comment_resolve, name="comment_resolve"),
    path("versions/<int:pk>/publish/", publish.publish, name="publish"),
    # How it goes: periods, reports.
    path("<int:pk>/reports/", progress.report_list, name="report_list"),
    path("<int:pk>/periods/add/", progress.period_create, name="period_create"),
    path("periods/<int:pk>/close/", progress.period_close, name="period_close"),
    path("periods/<int:pk>/<uuid:uid>/<int:organization>/report/", progress.report_create, name="report_create"),
    path("reports/<int:pk>/decide/", progress.report_decide, name="report_decide"),
    # What changed; files.
    path("versions/<int:pk>/compare/<int:other>/", compare.compare_versions, name="compare"),
    path("versions/<int:pk>/pdf/", downloads.version_pdf, name="version_pdf"),
    path("versions/<int:pk>/json/", downloads.version_json, name="version_json"),
    # Sharing; the stakeholder's pages by link.
    path("versions/<int:pk>/share/", share.share_create, name="share_create"),
    path("versions/<int:pk>/share/send/", share.share_send, name="share_send"),
    path("shares/<int:pk>/", share.share_detail, name="share_detail"),
    path("shares/<int:pk>/ledger/", share.share_ledger, name="share_ledger"),
    path("shares/<int:pk>/csv/", recall.share_csv, name="share_csv"),
    path("shares/<int:pk>/remind/", reminders.share_remind, name="share_remind"),
    path("shares/<int:pk>/recall/", recall.share_recall, name="share_recall"),
    path("shares/<int:pk>/revoke/", recall.share_revoke, name="share_revoke"),
    path("deliveries/<int:pk>/send-again/", recall.delivery_send_again, name="delivery_send_again"),
    path("deliveries/<int:pk>/revoke/", share.delivery_revoke, name="delivery_revoke"),
    path("d/<str:token>/", delivery.delivery_open, name="delivery_open"),
    path("d/<str:token>/pdf/", delivery.delivery_pdf, name="delivery_pdf"),
    path("d/<str:token>/opened/", delivery.delivery_opened, name="delivery_opened"),
    path("d/<str:token>/acknowledge/", delivery.delivery_acknowledge, name="delivery_acknowledge"),
]

"""Every address of the application × every role × GET and POST: the answer expected.

Columns: stranger to the site | account without a mandate | representative whose organization takes part |
representative of another organization | coordinator | administrator.

`login`: sent to the log-in page. 302: done, sent on. 405: this address takes no such method.
The object of a row is an attribute of tests.alianza.world.World; its addresses' arguments are `arguments`.
"""

from dataclasses import dataclass

ROLES = ("anonymous", "stranger", "own", "other", "coordinator", "administrator")
READ = "login 404 200 200 200 200"
WRITE = "login 404 403 403 200 200"
NO_POST = "login 404 405 405 405 405"


@dataclass(frozen=True)
class Row:
    name: str
    arguments: str
    get: tuple[str, ...]
    post: tuple[str, ...]


def row(name: str, arguments: str = "", get: str = READ, post: str = NO_POST) -> Row:
    assert len(get.split()) == len(post.split()) == len(ROLES), name
    return Row(name, arguments, tuple(get.split()), tuple(post.split()))


POST_BY_ALL = "login 404 200 200 200 200"
POST_BY_WRITERS = "login 404 403 403 200 200"
DO_BY_WRITERS = "login 404 403 403 302 302"
NO_GET = "login 404 405 405 405 405"
IN_MEETING = "login 404 200 404 200 200"
SECRET = "login 404 404 404 200 200"
SECRET_NO_POST = "login 404 404 404 405 405"

MEMBERS = [
    row("members:organization_list"),
    row("members:organization_detail", "organization"),
    row("members:organization_create", get=WRITE, post=POST_BY_WRITERS),
    row("members:organization_update", "organization", get=WRITE, post=POST_BY_WRITERS),
    row("members:organization_export", "csv"),
    row("members:card_list", get="200 200 200 200 200 200", post="405 405 405 405 405 405"),
    row("members:card_detail", "carded", get="200 200 200 200 200 200", post="405 405 405 405 405 405"),
    row("members:card_detail", "no_member", get="404 404 404 404 404 404", post="405 405 405 405 405 405"),
    row("members:card_update", "organization", get="login 404 200 403 200 200", post="login 404 302 403 302 302"),
    row("members:address_update", "organization", get="login 404 200 404 200 200", post="login 404 200 404 200 200"),
    row("members:person_export", "csv"),
    row("members:import_create", "people_word", get=WRITE, post=POST_BY_WRITERS),
    row("members:import_detail", "directory_import", get=WRITE, post="login 404 403 403 405 405"),
    row("members:import_choose", "directory_import", get="login 404 403 403 405 405", post=DO_BY_WRITERS),
    row("members:import_settle", "directory_import", get="login 404 403 403 405 405", post=DO_BY_WRITERS),
    row("members:import_apply", "directory_import", get="login 404 403 403 405 405", post=DO_BY_WRITERS),
    row("members:import_go_on", "directory_import", get="login 404 403 403 405 405", post=DO_BY_WRITERS),
    row("members:person_list"),
    row("members:person_detail", "colleague"),
    row("members:person_create", post=READ),
    row("members:person_update", "person", get="login 404 200 403 200 200", post="login 404 200 403 200 200"),
    row("members:mandate_create", "organization", get=WRITE, post=POST_BY_WRITERS),
    row("members:mandate_replace", "mandate", get=WRITE, post=POST_BY_WRITERS),
    row("members:mandate_end", "mandate", get=WRITE, post=DO_BY_WRITERS),
    row("members:mandate_move_end", "mandate", get=WRITE, post=DO_BY_WRITERS),
    row("members:secretariat_create", "organization", get=WRITE, post=POST_BY_WRITERS),
    row("members:invitation_create", "colleague", get=NO_GET, post="login 404 403 403 302 302"),
    row("members:invitation_revoke", "invitation", get=NO_GET, post="login 404 403 403 302 302"),
    row("members:alternate_create", "organization", get="login 404 200 403 200 200", post="login 404 200 403 200 200"),
    row(
        "members:invitation_accept",
        "invitation_token",
        get="200 409 409 409 409 409",
        post="200 409 409 409 409 409",
    ),
    row(
        "members:unsubscribe",
        "unsubscribe_token",
        get="200 200 200 200 200 200",
        post="200 200 200 200 200 200",
    ),
    row(
        "members:preferences",
        get="login 404 200 200 200 404",
        post="login 404 200 200 200 404",
    ),
    row("members:outbox", get=WRITE, post="login 404 403 403 405 405"),
    row("members:outbox_retry", "mail", get="login 404 403 403 405 405", post=DO_BY_WRITERS),
    row("members:outbox_retry_kind", "mail", get="login 404 403 403 405 405", post=DO_BY_WRITERS),
    row("members:secretariat_end", "term", get=WRITE, post=DO_BY_WRITERS),
    row("members:secretariat_move_end", "term", get=WRITE, post=POST_BY_WRITERS),
    row("members:stakeholder_map", get=SECRET, post=SECRET_NO_POST),
    row("members:assessment_create", "approached", get=SECRET, post=SECRET),
    row("members:engagement_list", get=SECRET, post=SECRET_NO_POST),
    row("members:engagement_export", "csv", get=SECRET, post=SECRET_NO_POST),
    row("members:engagement_coverage", get=SECRET, post=SECRET_NO_POST),
    row("members:engagement_create", "approached", get=SECRET, post=SECRET),
    row("members:engagement_create", "organization", get="login 404 404 404 404 404", post="login 404 404 404 404 404"),
    row("members:engagement_detail", "engagement", get=SECRET, post=SECRET_NO_POST),
    row("members:engagement_update", "engagement", get=SECRET, post=SECRET),
    row("members:step_create", "engagement", get=SECRET, post=SECRET),
    row("members:step_update", "step", get=SECRET, post=SECRET),
    row("members:step_detail", "step", get=IN_MEETING, post=IN_MEETING),
]

# Of a meeting that one sees: the writers' page, and what the writers' pages don't take.
WRITTEN = "login 404 403 404 200 200"
UNWRITTEN = "login 404 403 404 405 405"
MEETINGS = [
    row("meetings:meeting_list"),
    row("meetings:intake_create", get=WRITE, post=POST_BY_WRITERS),
    row("meetings:intake_detail", "intake", get=WRITE, post=DO_BY_WRITERS),
    row("meetings:intake_apply", "intake", get="login 404 403 403 405 405", post=DO_BY_WRITERS),
    row("meetings:meeting_create", get=WRITE, post=POST_BY_WRITERS),
    row("meetings:meeting_detail", "meeting", get=IN_MEETING),
    row("meetings:meeting_update", "meeting", get="login 404 403 404 200 200", post="login 404 403 404 200 200"),
    row("meetings:agenda_create", "meeting", get="login 404 403 404 200 200", post="login 404 403 404 200 200"),
    row("meetings:agenda_update", "agenda_item", get="login 404 403 404 200 200", post="login 404 403 404 200 200"),
    row("meetings:agenda_move", "agenda_item", get="login 404 403 404 405 405", post="login 404 403 404 302 302"),
    row("meetings:agenda_delete", "agenda_item", get="login 404 403 404 405 405", post="login 404 403 404 302 302"),
    row("meetings:meeting_invite", "meeting", get="login 404 403 404 405 405", post="login 404 403 404 302 302"),
    row("meetings:attendance_over_time", get=WRITE, post="login 404 403 403 405 405"),
    row("meetings:meeting_run", "meeting", get="login 404 403 404 200 200", post="login 404 403 404 200 200"),
    row("meetings:meeting_sync", "meeting", get="login 404 403 404 405 405", post="login 404 403 404 400 400"),
    row("meetings:meeting_door", "meeting", get="login 404 403 404 200 200", post="login 404 403 404 405 405"),
    row("meetings:sign_in_sheet", "meeting", get="login 404 403 404 200 200", post="login 404 403 404 405 405"),
    row("meetings:check_in", "door_token", get="200 200 200 200 200 200", post="409 409 409 409 409 409"),
    row("meetings:swot_arrange", "meeting", get="login 404 403 404 200 200", post="login 404 403 404 302 302"),
    row("meetings:meeting_close", "meeting", get="login 404 403 404 200 200", post="login 404 403 404 302 302"),
    row("meetings:meeting_reopen", "meeting", get="login 404 403 404 405 405", post="login 404 403 404 302 302"),
    row("meetings:attendance_update", "attendance", get=WRITE, post=POST_BY_WRITERS),
    row("meetings:attendance_delete", "attendance", get=WRITE, post=DO_BY_WRITERS),
    row("meetings:attendance_add", "meeting", get="login 404 403 404 200 200", post="login 404 403 404 200 200"),
    row("meetings:minutes_edit", "meeting", get="login 404 403 404 200 200", post="login 404 403 404 200 200"),
    row("meetings:meeting_convene", "meeting", get="login 404 403 404 200 200", post="login 404 403 404 302 302"),
    row("meetings:series_convene", "meeting", get="login 404 403 404 200 200", post="login 404 403 404 302 302"),
    row("meetings:meeting_cancel", "meeting", get="login 404 403 404 200 200", post="login 404 403 404 302 302"),
    row("meetings:meeting_repeat", "meeting", get="login 404 403 404 200 200", post="login 404 403 404 200 200"),
    row("meetings:meeting_tell", "meeting", get="login 404 403 404 405 405", post="login 404 403 404 302 302"),
    row("meetings:meeting_remind", "meeting", get="login 404 403 404 405 405", post="login 404 403 404 302 302"),
    row("meetings:meeting_answer", "meeting", get=NO_GET, post="login 404 302 404 404 404"),
    row("meetings:invitation", "invited_token", get="200 200 200 200 200 200", post="200 200 200 200 200 200"),
    row("meetings:feed_list"),
    row("meetings:feed_renew", get=NO_GET, post="login 404 302 302 302 403"),
    row("meetings:feed_revoke", "feed", get=NO_GET, post="login 404 302 404 404 404"),
    row("meetings:feed", "feed_token", get="200 200 200 200 200 200", post="405 405 405 405 405 405"),
    row("meetings:agreement_answer", "agreement", get=NO_GET, post="login 404 302 404 403 403"),
    row("meetings:agreement_extend", "agreement", get="login 404 200 404 403 403", post="login 404 200 404 403 403"),
    row("meetings:agreement_handover", "agreement", get="login 404 200 404 403 403", post="login 404 200 404 403 403"),
    row("meetings:request_decide", "request", get=NO_GET, post="login 404 403 404 302 302"),
    row("meetings:agreement_by_link", "reminder_token", get="200 200 200 200 200 200", post="200 200 200 200 200 200"),
    row("meetings:agreement_board"),
    row("meetings:agreement_export", "csv"),
    row("meetings:minutes_file", "minutes_pdf", get="login 404 404 404 200 200"),
    row("meetings:minutes_file", "published_pdf", get="login 404 200 404 200 200"),
    row("meetings:minutes_preview", "meeting", get="login 404 403 404 405 405", post="login 404 403 404 200 200"),
    row("meetings:minutes_autosave", "meeting", get=UNWRITTEN, post="login 404 403 404 400 400"),
    row("meetings:minutes_send", "meeting", get=WRITTEN, post=WRITTEN),
    row("meetings:minutes_review", "reviewed_meeting", get=IN_MEETING),
    row("meetings:minutes_comment", "minutes_version", get=NO_GET, post="login 404 409 404 403 403"),
    row("meetings:minutes_approve", "minutes_version", get=NO_GET, post="login 404 302 404 403 403"),
    row("meetings:minutes_answer", "minutes_comment", get=UNWRITTEN, post="login 404 403 404 409 409"),
    row("meetings:minutes_prolong", "minutes_version", get=UNWRITTEN, post="login 404 403 404 409 409"),
    row(
        "meetings:minutes_take_back",
        "minutes_version",
        get=UNWRITTEN,
        post="login 404 403 404 302 302",
    ),
    row(
        "meetings:minutes_publish",
        "approved_meeting",
        get=WRITTEN,
        post=WRITTEN,
    ),
    row("meetings:minutes_correct", "minuted_meeting", get=WRITTEN, post=WRITTEN),
    row("meetings:minutes_drop", "minuted_meeting", get=UNWRITTEN, post="login 404 403 404 302 302"),
    row("meetings:minutes_history", "minuted_meeting", get=IN_MEETING),
    row("meetings:minutes_changes", "minuted_meeting", get="login 404 403 404 404 404", post=UNWRITTEN),
    row("meetings:minutes_version", "published_version", get=IN_MEETING),
    row("meetings:minutes_version_file", "version_pdf", get=IN_MEETING),
    row("meetings:proceedings", "meeting", get=WRITTEN, post="login 404 403 404 302 302"),
    row("meetings:agreement_list"),
    row("meetings:agreement_detail", "agreement", get=IN_MEETING),
    row("meetings:agreement_create", "meeting", get="login 404 403 404 200 200", post="login 404 403 404 200 200"),
    row("meetings:agreement_update", "agreement", get="login 404 403 404 200 200", post="login 404 403 404 200 200"),
    row("meetings:agreement_report", "agreement", get=IN_MEETING, post=IN_MEETING),
    row("meetings:swot_create", "meeting", get="login 404 403 404 200 200", post="login 404 403 404 200 200"),
    row("meetings:swot_update", "swot_item", get="login 404 403 404 200 200", post="login 404 403 404 200 200"),
    row("meetings:swot_delete", "swot_item", get="login 404 403 404 405 405", post="login 404 403 404 302 302"),
    row("meetings:body_list"),
    row("meetings:body_create", get=WRITE, post=POST_BY_WRITERS),
    row("meetings:body_update", "body", get=WRITE, post=POST_BY_WRITERS),
]

DRAFT_PAGE = "login 404 404 404 200 200"
PLANS = [
    row("actionplans:plan_list"),
    row("actionplans:plan_create", get=WRITE, post=POST_BY_WRITERS),
    row("actionplans:plan_detail", "plan"),
    row("actionplans:plan_update", "plan", get=WRITE, post=POST_BY_WRITERS),
    row("actionplans:agreements_without_plan", "plan", get=WRITE, post="login 404 403 403 405 405"),
    row("actionplans:for_agreement", "agreement", get=IN_MEETING),
    row("actionplans:for_swot", "meeting", get=IN_MEETING),
    row("actionplans:version_detail", "version"),
    row("actionplans:version_edit", "draft", get=DRAFT_PAGE),
    row("actionplans:version_new", "withdrawn_plan", get=NO_GET, post=DO_BY_WRITERS),
    row("actionplans:item_create", "draft", get=DRAFT_PAGE, post=DRAFT_PAGE),
    row("actionplans:item_update", "draft_text", get=DRAFT_PAGE, post=DRAFT_PAGE),
    row("actionplans:item_move", "draft_text", get="login 404 404 404 302 302", post="login 404 404 404 302 302"),
    row("actionplans:item_quick", "draft_text", get="login 404 404 404 302 302", post="login 404 404 404 409 409"),
    row("actionplans:item_place", "draft_text", get=DRAFT_PAGE, post=DRAFT_PAGE),
    row("actionplans:item_duplicate", "draft_text", get="login 404 404 404 302 302", post="login 404 404 404 302 302"),
    row("actionplans:version_paste", "draft", get=DRAFT_PAGE, post=DRAFT_PAGE),
    row("actionplans:item_paste", "draft_text", get=DRAFT_PAGE, post=DRAFT_PAGE),
    row("actionplans:item_delete", "draft_text", get=DRAFT_PAGE, post="login 404 404 404 302 302"),
    row("actionplans:review_open", "draft", get=DRAFT_PAGE, post=DRAFT_PAGE),
    row("actionplans:review", "reviewed"),
    row("actionplans:review_extend", "reviewed", get=WRITE, post=WRITE),
    row("actionplans:review_withdraw", "reviewed", get=WRITE, post=DO_BY_WRITERS),
    row(
        "actionplans:comment_create", "reviewed_text", get="login 404 200 200 200 403", post="login 404 200 200 200 403"
    ),
    row("actionplans:comment_resolve", "comment", get=NO_GET, post="login 404 302 403 302 403"),
    row("actionplans:comment_decide", "comment", get=NO_GET, post=DO_BY_WRITERS),
    row("actionplans:suggestion_done", "comment", get=NO_GET, post=DO_BY_WRITERS),
    row("actionplans:dissent_answer", "dissent", get=WRITE, post=WRITE),
    row("actionplans:rule", get=WRITE, post=WRITE),
    row("actionplans:plan_progress", "plan"),
    row("actionplans:plan_timeline", "plan"),
    row("actionplans:item_detail", "plan_item"),
    row("actionplans:donor_report", "plan"),
    row("actionplans:evidence", "evidence", get="login 404 200 404 200 200"),
    row("actionplans:stance", "reviewed", get="login 404 200 403 403 403", post="login 404 200 403 403 403"),
    row("actionplans:publish", "reviewed", get=WRITE, post=DO_BY_WRITERS),
    row("actionplans:report_list", "plan"),
    row("actionplans:period_create", "plan", get=WRITE, post=POST_BY_WRITERS),
    row("actionplans:period_update", "period", get=WRITE, post=POST_BY_WRITERS),
    row("actionplans:period_close", "period", get=WRITE, post=DO_BY_WRITERS),
    row("actionplans:period_reopen", "closed_period", get=WRITE, post=POST_BY_WRITERS),
    row(
        "actionplans:report_create",
        "owed_report",
        get="login 404 200 404 404 404",
        post="login 404 200 404 404 404",
    ),
    row("actionplans:report_decide", "report", get=NO_GET, post=DO_BY_WRITERS),
    row("actionplans:compare", "two_versions"),
    row("actionplans:verify", get="200 200 200 200 200 200", post="200 200 200 200 200 200"),
    row("actionplans:version_pdf", "version"),
    row("actionplans:version_docx", "version"),
    row("actionplans:version_xlsx", "version"),
    row("actionplans:import_create", "draft", get=DRAFT_PAGE, post=DRAFT_PAGE),
    row("actionplans:import_detail", "plan_import", get=DRAFT_PAGE, post="login 404 404 404 302 302"),
    row("actionplans:version_json", "version"),
    row("actionplans:schema", get="200 200 200 200 200 200", post="405 405 405 405 405 405"),
    row("actionplans:share_create", "version", get=WRITE, post=POST_BY_WRITERS),
    row("actionplans:share_send", "version", get=NO_GET, post=POST_BY_WRITERS),
    row("actionplans:share_list", get=WRITE),
    row("actionplans:notice_create", get=WRITE, post=POST_BY_WRITERS),
    row("actionplans:notice_detail", "notice", get=WRITE),
    row("actionplans:notice_update", "notice", get=WRITE, post=POST_BY_WRITERS),
    row("actionplans:notice_from_minutes", "minuted_meeting", get=WRITE, post=POST_BY_WRITERS),
    row("actionplans:notice_share", "notice", get=WRITE, post=POST_BY_WRITERS),
    row("actionplans:notice_send", "notice", get=NO_GET, post=POST_BY_WRITERS),
    row("actionplans:recipient_list_list", get=WRITE),
    row("actionplans:recipient_list_create", get=WRITE, post=POST_BY_WRITERS),
    row("actionplans:recipient_list_update", "recipient_list", get=WRITE, post=POST_BY_WRITERS),
    row("actionplans:recipient_list_delete", "recipient_list", get=NO_GET, post=DO_BY_WRITERS),
    row("actionplans:share_detail", "share", get=WRITE),
    row("actionplans:share_ledger", "share", get=WRITE),
    row("actionplans:share_csv", "share", get=WRITE),
    row("actionplans:answers_noted", "share", get=NO_GET, post=DO_BY_WRITERS),
    row("actionplans:share_remind", "share", get=WRITE, post=DO_BY_WRITERS),
    row("actionplans:reminders_recall", "share", get=NO_GET, post=DO_BY_WRITERS),
    row("actionplans:share_recall", "share", get=NO_GET, post=DO_BY_WRITERS),
    row("actionplans:share_revoke", "share", get=WRITE, post=DO_BY_WRITERS),
    row("actionplans:version_coverage", "version", get=WRITE),
    row("actionplans:notice_coverage", "notice", get=WRITE),
    row("actionplans:delivery_detail", "delivery", get=WRITE),
    row("actionplans:delivery_of_mail", "mail", get="login 404 403 403 302 302"),
    row("actionplans:deliveries_of", "colleague", get=WRITE),
    row("actionplans:deliveries_of", "stakeholder", get=DRAFT_PAGE),
    row("actionplans:send_all_again", "colleague", get="login 404 405 405 405 405", post=DO_BY_WRITERS),
    row("actionplans:recall_all_again", "colleague", get="login 404 405 405 405 405", post=DO_BY_WRITERS),
    row("actionplans:delivery_send_again", "delivery", get=NO_GET, post=DO_BY_WRITERS),
    row("actionplans:answer_noted", "delivery", get=NO_GET, post=DO_BY_WRITERS),
    row("actionplans:delivery_recall", "delivery", get=NO_GET, post=DO_BY_WRITERS),
    row("actionplans:delivery_revoke", "delivery", get=NO_GET, post=DO_BY_WRITERS),
    row("actionplans:delivery_open", "token", get="200 200 200 200 200 200", post="405 405 405 405 405 405"),
    row("actionplans:delivery_pdf", "token", get="200 200 200 200 200 200", post="405 405 405 405 405 405"),
    row("actionplans:delivery_opened", "token", get="405 405 405 405 405 405", post="204 204 204 204 204 204"),
    row("actionplans:delivery_decline", "token", get="405 405 405 405 405 405", post="302 302 302 302 302 302"),
    row("actionplans:delivery_acknowledge", "token", get="405 405 405 405 405 405", post="200 200 200 200 200 200"),
]

TOP = [
    row("home", get="200 200 200 200 200 200", post="405 405 405 405 405 405"),
    row("handover", get="login 404 200 200 200 404"),
    row("audit"),
    row("organization_merge", "no_member", get=WRITE, post=DO_BY_WRITERS),
    row("person_merge", "colleague", get=WRITE, post=DO_BY_WRITERS),
    row("participation"),
    row("participation_file", "donors_csv", get=WRITE, post="login 404 403 403 405 405"),
    row("privacy", get="200 200 200 200 200 200", post="405 405 405 405 405 405"),
    row("my_data", get="login 200 200 200 200 200", post="login 405 405 405 405 405"),
    row("my_data_file", "json", get="login 200 200 200 200 200", post="login 405 405 405 405 405"),
    row("my_consent", get="login 405 405 405 405 405", post="login 404 302 302 302 404"),
    row("my_erasure", get="login 405 405 405 405 405", post="login 404 302 302 302 404"),
    row("person_data", "stakeholder", get="login 404 404 404 200 200", post=NO_POST),
    row("person_data", "colleague", get=WRITE, post=NO_POST),
    row("person_data", "person", get="login 404 403 403 403 200", post=NO_POST),
    row("person_data_file", "person_json", get="login 404 403 403 403 200", post=NO_POST),
    row("person_consent", "colleague", get="login 404 403 403 405 405", post=DO_BY_WRITERS),
    row("person_erasure", "colleague", get="login 404 403 403 405 405", post=DO_BY_WRITERS),
    row("erasure_list", get=WRITE, post="login 404 403 403 405 405"),
    row("erasure_detail", "erasure", get=WRITE, post="login 404 403 403 405 405"),
    row("erasure_confirm", "erasure", get="login 404 403 403 403 405", post="login 404 403 403 403 302"),
    row("erasure_decline", "erasure", get="login 404 403 403 403 405", post="login 404 403 403 403 200"),
    row("healthz", get="200 200 200 200 200 200", post="405 405 405 405 405 405"),
    row("set_language", get="302 302 302 302 302 302", post="302 302 302 302 302 302"),
]

# Log-in, reset, own sessions: the same for every account, whatever its role.
ALL = "200 200 200 200 200 200"
NOBODY = "405 405 405 405 405 405"
LOGGED_IN = "login 200 200 200 200 200"
NOT_SET_UP = "login 404 404 404 404 404"
NO_POST_LOGGED_IN = "login 405 405 405 405 405"
SENT_ON = "login 302 302 302 302 302"
ACCOUNTS = [
    row("account_login", get="200 302 302 302 302 302", post="200 302 302 302 302 302"),
    row("account_logout", get="302 200 200 200 200 200", post="302 302 302 302 302 302"),
    row("account_signup", get="200 302 302 302 302 302", post="200 302 302 302 302 302"),
    row("account_inactive", get=ALL, post=NOBODY),
    row("account_email", get=LOGGED_IN, post=SENT_ON),
    row("account_email_verification_sent", get=ALL, post=NOBODY),
    row("account_confirm_email", "wrong_key", get=ALL, post="404 404 404 404 404 404"),
    row("account_confirm_login_code", get=SENT_ON, post=SENT_ON),
    row("account_reauthenticate", get=LOGGED_IN, post=LOGGED_IN),
    row("account_change_password", get=LOGGED_IN, post=LOGGED_IN),
    row("account_set_password", get=SENT_ON, post=SENT_ON),
    row("account_reset_password", get=ALL, post=ALL),
    row("account_reset_password_done", get=ALL, post=NOBODY),
    row("account_reset_password_from_key", "wrong_keys", get=ALL, post=ALL),
    row("account_reset_password_from_key_done", get=ALL, post=NOBODY),
    row("usersessions_list", get=LOGGED_IN, post=SENT_ON),
    row("session_end", "no_key", get="login 405 405 405 405 405", post="login 404 404 404 404 404"),
    row("mfa_index", get=LOGGED_IN, post=NO_POST_LOGGED_IN),
    row("mfa_authenticate", get=SENT_ON, post=SENT_ON),
    row("mfa_reauthenticate", get=SENT_ON, post=SENT_ON),
    row("mfa_activate_totp", get=SENT_ON, post=SENT_ON),
    row("mfa_deactivate_totp", get=NOT_SET_UP, post=NOT_SET_UP),
    row("mfa_view_recovery_codes", get=NOT_SET_UP, post=NO_POST_LOGGED_IN),
    row("mfa_download_recovery_codes", get=NOT_SET_UP, post=NOT_SET_UP),
    row("mfa_generate_recovery_codes", get=SENT_ON, post=SENT_ON),
    row("mfa_list_webauthn", get=LOGGED_IN, post=NO_POST_LOGGED_IN),
    row("mfa_add_webauthn", get=SENT_ON, post=SENT_ON),
    row("mfa_reauthenticate_webauthn", get=SENT_ON, post=SENT_ON),
    row("mfa_remove_webauthn", "no_key", get=SENT_ON, post=SENT_ON),
    row("mfa_edit_webauthn", "no_key", get=SENT_ON, post=SENT_ON),
    row("mfa_login_webauthn", get=SENT_ON, post=SENT_ON),
]

TABLE = [*MEMBERS, *MEETINGS, *PLANS, *TOP, *ACCOUNTS]

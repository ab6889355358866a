from django.db import migrations


class Migration(migrations.Migration):
    """The audit trail is read newest first, by organization and by account; its table belongs to another app."""

    replaces = [("members", "0003_audit_trail_indexes")]
    dependencies = [("members", "0001_schema"), ("pghistory", "0007_auto_20250421_0444")]

    operations = [
        migrations.RunSQL(
            [
                "CREATE INDEX members_acts_newest ON pghistory_context (created_at DESC, id DESC)",
                "CREATE INDEX members_acts_organizations ON pghistory_context USING gin ((metadata -> 'organizations'))",
                "CREATE INDEX members_acts_user ON pghistory_context ((metadata -> 'user'), created_at DESC)",
            ],
            [
                "DROP INDEX members_acts_newest",
                "DROP INDEX members_acts_organizations",
                "DROP INDEX members_acts_user",
            ],
        )
    ]

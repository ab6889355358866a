"""Foreign keys over two columns, which Django can't declare: a stance belongs to the exact content it was given on, and
a parent item to the same version as its child."""

from django.db import migrations


def composite_key(table: str, name: str, columns: str, target: str, target_columns: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY ({columns}) "
        f"REFERENCES {target} ({target_columns}) DEFERRABLE INITIALLY DEFERRED",
        f"ALTER TABLE {table} DROP CONSTRAINT {name}",
    )


class Migration(migrations.Migration):
    replaces = [("actionplans", "0003_composite_keys")]
    dependencies = [("actionplans", "0001_schema")]
    operations = [
        composite_key(
            "actionplans_endorsement",
            "endorsement_of_exact_content",
            "version_id, content_sha256",
            "actionplans_planversion",
            "id, content_sha256",
        ),
        composite_key(
            "actionplans_versionitem",
            "parent_in_same_version",
            "parent_id, version_id",
            "actionplans_versionitem",
            "id, version_id",
        ),
    ]

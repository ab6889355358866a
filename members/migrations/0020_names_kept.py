import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


def filled(table: str, where: str = "TRUE", **names: str) -> str:
    """Of acts until now no other name is known than today's. `names`: the column of the name → of the key."""
    tables = {"organization_id": "members_organization"}
    found = [
        f"{name} = COALESCE((SELECT name FROM {tables.get(key, 'members_person')} WHERE id = {table}.{key}), '')"
        for name, key in names.items()
    ]
    return f"""
        ALTER TABLE {table} DISABLE TRIGGER USER;
        UPDATE {table} SET {", ".join(found)} WHERE {where};
        ALTER TABLE {table} ENABLE TRIGGER USER;
    """


class Migration(migrations.Migration):

    dependencies = [
        ('members', '0019_outbox_by_link'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='engagementperson',
            name='update_update',
        ),
        migrations.AddField(
            model_name='engagementperson',
            name='organization_name',
            field=models.CharField(blank=True, default='', editable=False, max_length=200),
        ),
        migrations.AddField(
            model_name='engagementperson',
            name='person_name',
            field=models.CharField(blank=True, default='', editable=False, max_length=200),
        ),
        migrations.RunSQL(filled("members_engagementperson", person_name="person_id", organization_name="organization_id"), migrations.RunSQL.noop),
        pgtrigger.migrations.AddTrigger(
            model_name='engagementperson',
            trigger=pgtrigger.compiler.Trigger(name='names_kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    IF TG_OP = 'UPDATE' AND OLD.person_name <> '' AND OLD.person_id IS NOT DISTINCT FROM NEW.person_id THEN\n        NEW.person_name := OLD.person_name;\n    ELSIF TRUE THEN\n        NEW.person_name := COALESCE((SELECT name FROM members_person WHERE id = NEW.person_id), '');\n    ELSE\n        NEW.person_name := '';\n    END IF;\n\n\n    IF TG_OP = 'UPDATE' AND OLD.organization_name <> '' AND OLD.organization_id IS NOT DISTINCT FROM NEW.organization_id THEN\n        NEW.organization_name := OLD.organization_name;\n    ELSIF TRUE THEN\n        NEW.organization_name := COALESCE((SELECT name FROM members_organization WHERE id = NEW.organization_id), '');\n    ELSE\n        NEW.organization_name := '';\n    END IF;\n\nRETURN NEW;", hash='4282114f73c8bd5e076e65bd75015d4914a82edd', operation='INSERT OR UPDATE', pgid='pgtrigger_names_kept_159b8', table='members_engagementperson', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='engagementperson',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."engagement_id" IS DISTINCT FROM (NEW."engagement_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."organization_id" IS DISTINCT FROM (NEW."organization_id") OR OLD."person_id" IS DISTINCT FROM (NEW."person_id") OR OLD."side" IS DISTINCT FROM (NEW."side"))', func='INSERT INTO "members_engagementpersonevent" ("engagement_id", "id", "organization_id", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "side") VALUES (NEW."engagement_id", NEW."id", NEW."organization_id", NEW."person_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."side"); RETURN NULL;', hash='1e148160e43f2913638948823841e04ad9f44f01', operation='UPDATE', pgid='pgtrigger_update_update_628ba', table='members_engagementperson', when='AFTER')),
        ),
    ]

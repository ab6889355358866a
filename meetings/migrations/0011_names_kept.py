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
        ('meetings', '0010_minutes_intake'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='agreementrequest',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='attendance',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='minutesapproval',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='minutescomment',
            name='update_update',
        ),
        migrations.AddField(
            model_name='agreementrequest',
            name='asked_by_name',
            field=models.CharField(blank=True, default='', editable=False, max_length=200),
        ),
        migrations.AddField(
            model_name='agreementrequest',
            name='decided_by_name',
            field=models.CharField(blank=True, default='', editable=False, max_length=200),
        ),
        migrations.AddField(
            model_name='attendance',
            name='organization_name',
            field=models.CharField(blank=True, default='', editable=False, max_length=200),
        ),
        migrations.AddField(
            model_name='attendance',
            name='person_name',
            field=models.CharField(blank=True, default='', editable=False, max_length=200),
        ),
        migrations.AddField(
            model_name='minutesapproval',
            name='capacity',
            field=models.CharField(blank=True, choices=[('principal', 'principal representative'), ('alternate', 'alternate representative'), ('spokesperson', 'spokesperson'), ('coordinator', 'coordinator')], default='', editable=False, max_length=20, verbose_name='as'),
        ),
        migrations.AddField(
            model_name='minutesapproval',
            name='organization_name',
            field=models.CharField(blank=True, default='', editable=False, max_length=200),
        ),
        migrations.AddField(
            model_name='minutesapproval',
            name='person_name',
            field=models.CharField(blank=True, default='', editable=False, max_length=200),
        ),
        migrations.AddField(
            model_name='minutescomment',
            name='organization_name',
            field=models.CharField(blank=True, default='', editable=False, max_length=200),
        ),
        migrations.AddField(
            model_name='minutescomment',
            name='person_name',
            field=models.CharField(blank=True, default='', editable=False, max_length=200),
        ),
        migrations.RunSQL(filled("meetings_attendance", "status <> 'invited'", person_name="person_id", organization_name="organization_id"), migrations.RunSQL.noop),
        migrations.RunSQL(filled("meetings_minutescomment", person_name="person_id", organization_name="organization_id"), migrations.RunSQL.noop),
        migrations.RunSQL(filled("meetings_minutesapproval", person_name="person_id", organization_name="organization_id"), migrations.RunSQL.noop),
        migrations.RunSQL(filled("meetings_agreementrequest", asked_by_name="asked_by_id", decided_by_name="decided_by_id"), migrations.RunSQL.noop),
        pgtrigger.migrations.AddTrigger(
            model_name='agreementrequest',
            trigger=pgtrigger.compiler.Trigger(name='names_kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    IF TG_OP = 'UPDATE' AND OLD.asked_by_name <> '' AND OLD.asked_by_id IS NOT DISTINCT FROM NEW.asked_by_id THEN\n        NEW.asked_by_name := OLD.asked_by_name;\n    ELSIF TRUE THEN\n        NEW.asked_by_name := COALESCE((SELECT name FROM members_person WHERE id = NEW.asked_by_id), '');\n    ELSE\n        NEW.asked_by_name := '';\n    END IF;\n\n\n    IF TG_OP = 'UPDATE' AND OLD.decided_by_name <> '' AND OLD.decided_by_id IS NOT DISTINCT FROM NEW.decided_by_id THEN\n        NEW.decided_by_name := OLD.decided_by_name;\n    ELSIF TRUE THEN\n        NEW.decided_by_name := COALESCE((SELECT name FROM members_person WHERE id = NEW.decided_by_id), '');\n    ELSE\n        NEW.decided_by_name := '';\n    END IF;\n\nRETURN NEW;", hash='b5f73a809171e8e041adc4ecd903e67e6ee3b1e0', operation='INSERT OR UPDATE', pgid='pgtrigger_names_kept_1aa9e', table='meetings_agreementrequest', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='agreementrequest',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."agreement_id" IS DISTINCT FROM (NEW."agreement_id") OR OLD."asked_at" IS DISTINCT FROM (NEW."asked_at") OR OLD."asked_by_id" IS DISTINCT FROM (NEW."asked_by_id") OR OLD."decided_at" IS DISTINCT FROM (NEW."decided_at") OR OLD."decided_by_id" IS DISTINCT FROM (NEW."decided_by_id") OR OLD."decision" IS DISTINCT FROM (NEW."decision") OR OLD."due_on" IS DISTINCT FROM (NEW."due_on") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."organization_id" IS DISTINCT FROM (NEW."organization_id") OR OLD."reason" IS DISTINCT FROM (NEW."reason") OR OLD."words" IS DISTINCT FROM (NEW."words"))', func='INSERT INTO "meetings_agreementrequestevent" ("agreement_id", "asked_at", "asked_by_id", "decided_at", "decided_by_id", "decision", "due_on", "id", "kind", "organization_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "words") VALUES (NEW."agreement_id", NEW."asked_at", NEW."asked_by_id", NEW."decided_at", NEW."decided_by_id", NEW."decision", NEW."due_on", NEW."id", NEW."kind", NEW."organization_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."words"); RETURN NULL;', hash='04f56ded0fd1880f8ef2275a6332c2f147b6fde7', operation='UPDATE', pgid='pgtrigger_update_update_a0ee2', table='meetings_agreementrequest', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='attendance',
            trigger=pgtrigger.compiler.Trigger(name='names_kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    IF TG_OP = 'UPDATE' AND OLD.person_name <> '' AND OLD.person_id IS NOT DISTINCT FROM NEW.person_id THEN\n        NEW.person_name := OLD.person_name;\n    ELSIF NEW.status <> 'invited' THEN\n        NEW.person_name := COALESCE((SELECT name FROM members_person WHERE id = NEW.person_id), '');\n    ELSE\n        NEW.person_name := '';\n    END IF;\n\n\n    IF TG_OP = 'UPDATE' AND OLD.organization_name <> '' AND OLD.organization_id IS NOT DISTINCT FROM NEW.organization_id THEN\n        NEW.organization_name := OLD.organization_name;\n    ELSIF NEW.status <> 'invited' THEN\n        NEW.organization_name := COALESCE((SELECT name FROM members_organization WHERE id = NEW.organization_id), '');\n    ELSE\n        NEW.organization_name := '';\n    END IF;\n\nRETURN NEW;", hash='73a3ab6f1e7a76a2b4c7928024d4a2ddd8eedc82', operation='INSERT OR UPDATE', pgid='pgtrigger_names_kept_22f2c', table='meetings_attendance', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='attendance',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."answer" IS DISTINCT FROM (NEW."answer") OR OLD."answered_at" IS DISTINCT FROM (NEW."answered_at") OR OLD."arrived_at" IS DISTINCT FROM (NEW."arrived_at") OR OLD."capacity" IS DISTINCT FROM (NEW."capacity") OR OLD."checked_in_at" IS DISTINCT FROM (NEW."checked_in_at") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."left_at" IS DISTINCT FROM (NEW."left_at") OR OLD."meeting_id" IS DISTINCT FROM (NEW."meeting_id") OR OLD."organization_id" IS DISTINCT FROM (NEW."organization_id") OR OLD."person_id" IS DISTINCT FROM (NEW."person_id") OR OLD."stands_in_for_id" IS DISTINCT FROM (NEW."stands_in_for_id") OR OLD."status" IS DISTINCT FROM (NEW."status") OR OLD."token_sha256" IS DISTINCT FROM (NEW."token_sha256") OR OLD."uid" IS DISTINCT FROM (NEW."uid"))', func='INSERT INTO "meetings_attendanceevent" ("answer", "answered_at", "arrived_at", "capacity", "checked_in_at", "id", "left_at", "meeting_id", "organization_id", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "stands_in_for_id", "status", "token_sha256", "uid") VALUES (NEW."answer", NEW."answered_at", NEW."arrived_at", NEW."capacity", NEW."checked_in_at", NEW."id", NEW."left_at", NEW."meeting_id", NEW."organization_id", NEW."person_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."stands_in_for_id", NEW."status", NEW."token_sha256", NEW."uid"); RETURN NULL;', hash='3ee09bb2be1377e4b397f892c54ddc8d444d1e18', operation='UPDATE', pgid='pgtrigger_update_update_870cb', table='meetings_attendance', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='minutesapproval',
            trigger=pgtrigger.compiler.Trigger(name='names_kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    IF TG_OP = 'UPDATE' AND OLD.person_name <> '' AND OLD.person_id IS NOT DISTINCT FROM NEW.person_id THEN\n        NEW.person_name := OLD.person_name;\n    ELSIF TRUE THEN\n        NEW.person_name := COALESCE((SELECT name FROM members_person WHERE id = NEW.person_id), '');\n    ELSE\n        NEW.person_name := '';\n    END IF;\n\n\n    IF TG_OP = 'UPDATE' AND OLD.organization_name <> '' AND OLD.organization_id IS NOT DISTINCT FROM NEW.organization_id THEN\n        NEW.organization_name := OLD.organization_name;\n    ELSIF TRUE THEN\n        NEW.organization_name := COALESCE((SELECT name FROM members_organization WHERE id = NEW.organization_id), '');\n    ELSE\n        NEW.organization_name := '';\n    END IF;\n\nRETURN NEW;", hash='3c223768616aae53ea84ec5d276b86f34933c10b', operation='INSERT OR UPDATE', pgid='pgtrigger_names_kept_3fb7f', table='meetings_minutesapproval', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='minutesapproval',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."organization_id" IS DISTINCT FROM (NEW."organization_id") OR OLD."person_id" IS DISTINCT FROM (NEW."person_id") OR OLD."version_id" IS DISTINCT FROM (NEW."version_id"))', func='INSERT INTO "meetings_minutesapprovalevent" ("created_at", "id", "organization_id", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "version_id") VALUES (NEW."created_at", NEW."id", NEW."organization_id", NEW."person_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."version_id"); RETURN NULL;', hash='c341c1aedbbfc6f2db0f54bb75769ea611947511', operation='UPDATE', pgid='pgtrigger_update_update_07b25', table='meetings_minutesapproval', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='minutescomment',
            trigger=pgtrigger.compiler.Trigger(name='names_kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    IF TG_OP = 'UPDATE' AND OLD.person_name <> '' AND OLD.person_id IS NOT DISTINCT FROM NEW.person_id THEN\n        NEW.person_name := OLD.person_name;\n    ELSIF TRUE THEN\n        NEW.person_name := COALESCE((SELECT name FROM members_person WHERE id = NEW.person_id), '');\n    ELSE\n        NEW.person_name := '';\n    END IF;\n\n\n    IF TG_OP = 'UPDATE' AND OLD.organization_name <> '' AND OLD.organization_id IS NOT DISTINCT FROM NEW.organization_id THEN\n        NEW.organization_name := OLD.organization_name;\n    ELSIF TRUE THEN\n        NEW.organization_name := COALESCE((SELECT name FROM members_organization WHERE id = NEW.organization_id), '');\n    ELSE\n        NEW.organization_name := '';\n    END IF;\n\nRETURN NEW;", hash='4007a137a6f17d1f49944afbd9b4e2731bafb967', operation='INSERT OR UPDATE', pgid='pgtrigger_names_kept_34cbc', table='meetings_minutescomment', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='minutescomment',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."answer" IS DISTINCT FROM (NEW."answer") OR OLD."answered_at" IS DISTINCT FROM (NEW."answered_at") OR OLD."answered_by_id" IS DISTINCT FROM (NEW."answered_by_id") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."organization_id" IS DISTINCT FROM (NEW."organization_id") OR OLD."paragraph" IS DISTINCT FROM (NEW."paragraph") OR OLD."person_id" IS DISTINCT FROM (NEW."person_id") OR OLD."text" IS DISTINCT FROM (NEW."text") OR OLD."version_id" IS DISTINCT FROM (NEW."version_id"))', func='INSERT INTO "meetings_minutescommentevent" ("answer", "answered_at", "answered_by_id", "created_at", "id", "organization_id", "paragraph", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "text", "version_id") VALUES (NEW."answer", NEW."answered_at", NEW."answered_by_id", NEW."created_at", NEW."id", NEW."organization_id", NEW."paragraph", NEW."person_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."text", NEW."version_id"); RETURN NULL;', hash='d6102f2386eb18253cbf38704485b5059da8e658', operation='UPDATE', pgid='pgtrigger_update_update_adf1e', table='meetings_minutescomment', when='AFTER')),
        ),
    ]

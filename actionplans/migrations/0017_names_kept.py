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
        ('actionplans', '0016_comments_ask_several'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='comment',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='dissentanswer',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='endorsement',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='progressreport',
            name='update_update',
        ),
        migrations.AddField(
            model_name='comment',
            name='organization_name',
            field=models.CharField(blank=True, default='', editable=False, max_length=200),
        ),
        migrations.AddField(
            model_name='comment',
            name='person_name',
            field=models.CharField(blank=True, default='', editable=False, max_length=200),
        ),
        migrations.AddField(
            model_name='delivery',
            name='organization_name',
            field=models.CharField(blank=True, default='', editable=False, max_length=200),
        ),
        migrations.AddField(
            model_name='delivery',
            name='person_name',
            field=models.CharField(blank=True, default='', editable=False, max_length=200),
        ),
        migrations.AddField(
            model_name='dissentanswer',
            name='person_name',
            field=models.CharField(blank=True, default='', editable=False, max_length=200),
        ),
        migrations.AddField(
            model_name='endorsement',
            name='capacity',
            field=models.CharField(blank=True, choices=[('principal', 'principal representative'), ('alternate', 'alternate representative'), ('spokesperson', 'spokesperson'), ('coordinator', 'coordinator')], default='', editable=False, max_length=20, verbose_name='as'),
        ),
        migrations.AddField(
            model_name='endorsement',
            name='organization_name',
            field=models.CharField(blank=True, default='', editable=False, max_length=200),
        ),
        migrations.AddField(
            model_name='endorsement',
            name='person_name',
            field=models.CharField(blank=True, default='', editable=False, max_length=200),
        ),
        migrations.AddField(
            model_name='progressreport',
            name='organization_name',
            field=models.CharField(blank=True, default='', editable=False, max_length=200),
        ),
        migrations.AddField(
            model_name='progressreport',
            name='person_name',
            field=models.CharField(blank=True, default='', editable=False, max_length=200),
        ),
        migrations.RunSQL(filled("actionplans_comment", person_name="author_id", organization_name="organization_id"), migrations.RunSQL.noop),
        migrations.RunSQL(filled("actionplans_delivery", person_name="person_id", organization_name="organization_id"), migrations.RunSQL.noop),
        migrations.RunSQL(filled("actionplans_dissentanswer", person_name="person_id"), migrations.RunSQL.noop),
        migrations.RunSQL(filled("actionplans_endorsement", person_name="person_id", organization_name="organization_id"), migrations.RunSQL.noop),
        migrations.RunSQL(filled("actionplans_progressreport", person_name="author_id", organization_name="organization_id"), migrations.RunSQL.noop),
        pgtrigger.migrations.AddTrigger(
            model_name='comment',
            trigger=pgtrigger.compiler.Trigger(name='names_kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    IF TG_OP = 'UPDATE' AND OLD.person_name <> '' AND OLD.author_id IS NOT DISTINCT FROM NEW.author_id THEN\n        NEW.person_name := OLD.person_name;\n    ELSIF TRUE THEN\n        NEW.person_name := COALESCE((SELECT name FROM members_person WHERE id = NEW.author_id), '');\n    ELSE\n        NEW.person_name := '';\n    END IF;\n\n\n    IF TG_OP = 'UPDATE' AND OLD.organization_name <> '' AND OLD.organization_id IS NOT DISTINCT FROM NEW.organization_id THEN\n        NEW.organization_name := OLD.organization_name;\n    ELSIF TRUE THEN\n        NEW.organization_name := COALESCE((SELECT name FROM members_organization WHERE id = NEW.organization_id), '');\n    ELSE\n        NEW.organization_name := '';\n    END IF;\n\nRETURN NEW;", hash='ee88a20018d6768d4c1906edba5e3b5c2f285edf', operation='INSERT OR UPDATE', pgid='pgtrigger_names_kept_72e8f', table='actionplans_comment', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='comment',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."author_id" IS DISTINCT FROM (NEW."author_id") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."decision" IS DISTINCT FROM (NEW."decision") OR OLD."field" IS DISTINCT FROM (NEW."field") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."item_id" IS DISTINCT FROM (NEW."item_id") OR OLD."organization_id" IS DISTINCT FROM (NEW."organization_id") OR OLD."reply_to_id" IS DISTINCT FROM (NEW."reply_to_id") OR OLD."resolved_at" IS DISTINCT FROM (NEW."resolved_at") OR OLD."resolved_by_id" IS DISTINCT FROM (NEW."resolved_by_id") OR OLD."suggested_on" IS DISTINCT FROM (NEW."suggested_on") OR OLD."suggestion" IS DISTINCT FROM (NEW."suggestion") OR OLD."taken_in_id" IS DISTINCT FROM (NEW."taken_in_id") OR OLD."text" IS DISTINCT FROM (NEW."text") OR OLD."version_id" IS DISTINCT FROM (NEW."version_id"))', func='INSERT INTO "actionplans_commentevent" ("author_id", "created_at", "decision", "field", "id", "item_id", "organization_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reply_to_id", "resolved_at", "resolved_by_id", "suggested_on", "suggestion", "taken_in_id", "text", "version_id") VALUES (NEW."author_id", NEW."created_at", NEW."decision", NEW."field", NEW."id", NEW."item_id", NEW."organization_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reply_to_id", NEW."resolved_at", NEW."resolved_by_id", NEW."suggested_on", NEW."suggestion", NEW."taken_in_id", NEW."text", NEW."version_id"); RETURN NULL;', hash='355b9a17f49d2df3dfa6cce67f7f9c5777bdd8e0', operation='UPDATE', pgid='pgtrigger_update_update_cd75c', table='actionplans_comment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='delivery',
            trigger=pgtrigger.compiler.Trigger(name='names_kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    IF TG_OP = 'UPDATE' AND OLD.person_name <> '' AND OLD.person_id IS NOT DISTINCT FROM NEW.person_id THEN\n        NEW.person_name := OLD.person_name;\n    ELSIF TRUE THEN\n        NEW.person_name := COALESCE((SELECT name FROM members_person WHERE id = NEW.person_id), '');\n    ELSE\n        NEW.person_name := '';\n    END IF;\n\n\n    IF TG_OP = 'UPDATE' AND OLD.organization_name <> '' AND OLD.organization_id IS NOT DISTINCT FROM NEW.organization_id THEN\n        NEW.organization_name := OLD.organization_name;\n    ELSIF TRUE THEN\n        NEW.organization_name := COALESCE((SELECT name FROM members_organization WHERE id = NEW.organization_id), '');\n    ELSE\n        NEW.organization_name := '';\n    END IF;\n\nRETURN NEW;", hash='f0758033d0f0b6afaed7877f3ccd20057a42ffb3', operation='INSERT OR UPDATE', pgid='pgtrigger_names_kept_96dd4', table='actionplans_delivery', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='dissentanswer',
            trigger=pgtrigger.compiler.Trigger(name='names_kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    IF TG_OP = 'UPDATE' AND OLD.person_name <> '' AND OLD.person_id IS NOT DISTINCT FROM NEW.person_id THEN\n        NEW.person_name := OLD.person_name;\n    ELSIF TRUE THEN\n        NEW.person_name := COALESCE((SELECT name FROM members_person WHERE id = NEW.person_id), '');\n    ELSE\n        NEW.person_name := '';\n    END IF;\n\nRETURN NEW;", hash='5ea36b6ed7f3d1847b3b756ea8e9e53328efa64a', operation='INSERT OR UPDATE', pgid='pgtrigger_names_kept_33732', table='actionplans_dissentanswer', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='dissentanswer',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."endorsement_id" IS DISTINCT FROM (NEW."endorsement_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."person_id" IS DISTINCT FROM (NEW."person_id") OR OLD."text" IS DISTINCT FROM (NEW."text"))', func='INSERT INTO "actionplans_dissentanswerevent" ("created_at", "endorsement_id", "id", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "text") VALUES (NEW."created_at", NEW."endorsement_id", NEW."id", NEW."person_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."text"); RETURN NULL;', hash='7ffcae29c7550e750e7875e68640d71a5ceb5ac3', operation='UPDATE', pgid='pgtrigger_update_update_767ab', table='actionplans_dissentanswer', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='endorsement',
            trigger=pgtrigger.compiler.Trigger(name='names_kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    IF TG_OP = 'UPDATE' AND OLD.person_name <> '' AND OLD.person_id IS NOT DISTINCT FROM NEW.person_id THEN\n        NEW.person_name := OLD.person_name;\n    ELSIF TRUE THEN\n        NEW.person_name := COALESCE((SELECT name FROM members_person WHERE id = NEW.person_id), '');\n    ELSE\n        NEW.person_name := '';\n    END IF;\n\n\n    IF TG_OP = 'UPDATE' AND OLD.organization_name <> '' AND OLD.organization_id IS NOT DISTINCT FROM NEW.organization_id THEN\n        NEW.organization_name := OLD.organization_name;\n    ELSIF TRUE THEN\n        NEW.organization_name := COALESCE((SELECT name FROM members_organization WHERE id = NEW.organization_id), '');\n    ELSE\n        NEW.organization_name := '';\n    END IF;\n\nRETURN NEW;", hash='459e351c8e2284619ac066276006da6d87234ee0', operation='INSERT OR UPDATE', pgid='pgtrigger_names_kept_6cbea', table='actionplans_endorsement', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='endorsement',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."content_sha256" IS DISTINCT FROM (NEW."content_sha256") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."organization_id" IS DISTINCT FROM (NEW."organization_id") OR OLD."person_id" IS DISTINCT FROM (NEW."person_id") OR OLD."revision" IS DISTINCT FROM (NEW."revision") OR OLD."stance" IS DISTINCT FROM (NEW."stance") OR OLD."statement" IS DISTINCT FROM (NEW."statement") OR OLD."version_id" IS DISTINCT FROM (NEW."version_id"))', func='INSERT INTO "actionplans_endorsementevent" ("content_sha256", "created_at", "id", "organization_id", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "revision", "stance", "statement", "version_id") VALUES (NEW."content_sha256", NEW."created_at", NEW."id", NEW."organization_id", NEW."person_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."revision", NEW."stance", NEW."statement", NEW."version_id"); RETURN NULL;', hash='559cbb789334ba2bfcfd5e9e69ed9e40e51c99ef', operation='UPDATE', pgid='pgtrigger_update_update_fc788', table='actionplans_endorsement', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='progressreport',
            trigger=pgtrigger.compiler.Trigger(name='names_kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    IF TG_OP = 'UPDATE' AND OLD.person_name <> '' AND OLD.author_id IS NOT DISTINCT FROM NEW.author_id THEN\n        NEW.person_name := OLD.person_name;\n    ELSIF TRUE THEN\n        NEW.person_name := COALESCE((SELECT name FROM members_person WHERE id = NEW.author_id), '');\n    ELSE\n        NEW.person_name := '';\n    END IF;\n\n\n    IF TG_OP = 'UPDATE' AND OLD.organization_name <> '' AND OLD.organization_id IS NOT DISTINCT FROM NEW.organization_id THEN\n        NEW.organization_name := OLD.organization_name;\n    ELSIF TRUE THEN\n        NEW.organization_name := COALESCE((SELECT name FROM members_organization WHERE id = NEW.organization_id), '');\n    ELSE\n        NEW.organization_name := '';\n    END IF;\n\nRETURN NEW;", hash='40dda6802426a6829b0da87b12faa8e1d38fe477', operation='INSERT OR UPDATE', pgid='pgtrigger_names_kept_5a7d5', table='actionplans_progressreport', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='progressreport',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."author_id" IS DISTINCT FROM (NEW."author_id") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."decided_at" IS DISTINCT FROM (NEW."decided_at") OR OLD."decided_by_id" IS DISTINCT FROM (NEW."decided_by_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."item_id" IS DISTINCT FROM (NEW."item_id") OR OLD."organization_id" IS DISTINCT FROM (NEW."organization_id") OR OLD."percent" IS DISTINCT FROM (NEW."percent") OR OLD."period_id" IS DISTINCT FROM (NEW."period_id") OR OLD."reason" IS DISTINCT FROM (NEW."reason") OR OLD."revision" IS DISTINCT FROM (NEW."revision") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."status" IS DISTINCT FROM (NEW."status") OR OLD."version_id" IS DISTINCT FROM (NEW."version_id") OR OLD."words" IS DISTINCT FROM (NEW."words"))', func='INSERT INTO "actionplans_progressreportevent" ("author_id", "created_at", "decided_at", "decided_by_id", "id", "item_id", "organization_id", "percent", "period_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "revision", "state", "status", "version_id", "words") VALUES (NEW."author_id", NEW."created_at", NEW."decided_at", NEW."decided_by_id", NEW."id", NEW."item_id", NEW."organization_id", NEW."percent", NEW."period_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."revision", NEW."state", NEW."status", NEW."version_id", NEW."words"); RETURN NULL;', hash='d0c091e8d14f0314340fa6c0e6f60d927dab6ec5', operation='UPDATE', pgid='pgtrigger_update_update_c7bd4', table='actionplans_progressreport', when='AFTER')),
        ),
    ]

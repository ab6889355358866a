from django.db import migrations


def convened(apps, schema_editor) -> None:
    """Meetings from before there were drafts: members knew of all of them."""
    apps.get_model("meetings", "Meeting").objects.update(state="convened")


class Migration(migrations.Migration):
    dependencies = [("meetings", "0004_convening")]

    operations = [migrations.RunPython(convened, migrations.RunPython.noop)]

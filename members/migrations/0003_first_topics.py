"""A list to begin with; administrators change it as their alliance needs."""

from django.db import migrations

from members.text import normalized

THEMES = [
    ("Prevención", "Prevention"),
    ("Atención y protección", "Assistance and protection"),
    ("Acceso a la justicia", "Access to justice"),
    ("Migración", "Migration"),
    ("Género", "Gender"),
    ("Trabajo y medios de vida", "Work and livelihoods"),
    ("Investigación", "Research"),
    ("Incidencia", "Advocacy"),
    ("Comunicación", "Communication"),
]
POPULATIONS = [
    ("Niñas, niños y adolescentes", "Children and adolescents"),
    ("Mujeres", "Women"),
    ("Hombres", "Men"),
    ("Personas LGBTIQ+", "LGBTIQ+ people"),
    ("Personas migrantes y refugiadas", "Migrants and refugees"),
    ("Pueblos indígenas", "Indigenous peoples"),
    ("Comunidades afrodescendientes", "Afro-descendant communities"),
    ("Personas con discapacidad", "People with disabilities"),
    ("Comunidades rurales", "Rural communities"),
]


def add(apps, schema_editor):
    Topic = apps.get_model("members", "Topic")
    for kind, names in (("theme", THEMES), ("population", POPULATIONS)):
        for name, name_en in names:
            Topic.objects.create(kind=kind, name=name, name_en=name_en, sort_key=normalized(name)[:80])


class Migration(migrations.Migration):
    replaces = [("members", "0011_first_topics")]
    dependencies = [("members", "0002_audit_trail_indexes")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]

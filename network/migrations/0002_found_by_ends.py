"""People are found by the initial consonants of their name and by the last digits of their telephone."""

import django.contrib.postgres.indexes
from django.db import migrations, models

import core.search
from core import crypto

CHUNK = 500


def fill(apps, schema_editor):
    """The keyed hash of the last digits, from the telephone that is kept encrypted."""
    people = apps.get_model("network", "Client").objects.exclude(phone="").only("id", "phone", "phone_end_hash")
    waiting = []
    for person in people.iterator(CHUNK):
        person.phone_end_hash = crypto.keyed_hash("phone end", person.phone[-4:])
        waiting.append(person)
        if len(waiting) == CHUNK:
            _keep(people, waiting)
            waiting = []
    _keep(people, waiting)


def _keep(people, rows):
    people.bulk_update(rows, ["phone_end_hash"])


class Migration(migrations.Migration):
    dependencies = [("core", "0002_initial_consonants"), ("network", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="client",
            name="phone_end_hash",
            field=models.CharField(blank=True, default="", editable=False, max_length=64),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="client",
            index=models.Index(
                condition=models.Q(("phone_end_hash", ""), _negated=True),
                fields=["phone_end_hash"],
                name="client_by_phone_end",
            ),
        ),
        migrations.AddIndex(
            model_name="client",
            index=models.Index(
                django.contrib.postgres.indexes.OpClass(
                    core.search.Initials(models.F("name")), name="text_pattern_ops"
                ),
                name="client_by_initials",
            ),
        ),
    ]

from django.db import migrations


def keep_in_the_house(apps, schema_editor):
    """The social worker's words were written under the promise that no paper prints them: they stay a note of the house."""
    PlanPart = apps.get_model("discharge", "PlanPart")
    for part in PlanPart.objects.filter(kind="SOCIAL").exclude(text="").iterator():
        part.rows = {**part.rows, "staff_note": part.text}
        part.text = ""
        part.save(update_fields=["rows", "text"])


class Migration(migrations.Migration):
    dependencies = [
        ("discharge", "0004_late_and_wrong_facts"),
    ]

    operations = [
        migrations.RunPython(keep_in_the_house, migrations.RunPython.noop),
    ]

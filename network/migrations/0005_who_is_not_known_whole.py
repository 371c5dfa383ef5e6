from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("network", "0004_duty_telephone"),
    ]

    operations = [
        migrations.AddField(
            model_name="client",
            name="birth_year",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="출생연도"),
        ),
        migrations.AddIndex(
            model_name="client",
            index=models.Index(
                condition=models.Q(("birth_year__isnull", False)), fields=["birth_year"], name="client_by_birth_year"
            ),
        ),
    ]

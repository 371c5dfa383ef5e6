
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0010_contact_proof'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='surveyanswer',
            options={'verbose_name': '설문 응답'},
        ),
        migrations.AlterModelOptions(
            name='surveyround',
            options={'verbose_name': '설문'},
        ),
    ]

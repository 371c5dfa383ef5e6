"""The letters by which instructors are asked are kept from now on; who was asked before has none."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0001_initial'),
        ('education', '0002_reports_are_documents'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='LectureLetter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('issued_at', models.DateTimeField(verbose_name='시행일시')),
                ('booking', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='letter', to='education.instructorbooking')),
                ('issued_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('paper', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.printeddocument')),
            ],
            options={
                'verbose_name': '강의 요청서',
            },
        ),
    ]

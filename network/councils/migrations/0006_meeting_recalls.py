"""Letters that take a notice back are kept from now on; meetings cancelled before have none."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0001_initial'),
        ('councils', '0005_written_answers'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='MeetingRecall',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('move', models.CharField(choices=[('POSTPONED', '연기'), ('CANCELLED', '취소')], max_length=10, verbose_name='구분')),
                ('reason', models.CharField(max_length=300, verbose_name='사유')),
                ('starts_at', models.DateTimeField(verbose_name='당초 시작')),
                ('ends_at', models.DateTimeField(verbose_name='당초 종료')),
                ('notice_number', models.CharField(blank=True, max_length=60, verbose_name='개최 알림 문서번호')),
                ('notified_at', models.DateTimeField(verbose_name='개최 알림일')),
                ('issued_at', models.DateTimeField(verbose_name='시행일시')),
                ('issued_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='recalls', to='councils.meeting')),
                ('paper', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.printeddocument')),
            ],
            options={
                'verbose_name': '개최 변경 알림',
                'indexes': [models.Index(fields=['meeting', '-issued_at'], name='recall_by_meeting')],
            },
        ),
    ]

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('network', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Questionnaire',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=20, verbose_name='부호')),
                ('version', models.PositiveSmallIntegerField(verbose_name='판')),
                ('title', models.CharField(max_length=60, verbose_name='이름')),
                ('items', models.JSONField(verbose_name='문항')),
                ('overall', models.CharField(max_length=100, verbose_name='전반적 만족도 문항')),
            ],
            options={
                'verbose_name': '설문지',
                'constraints': [models.UniqueConstraint(fields=('code', 'version'), name='questionnaire_once')],
            },
        ),
        migrations.CreateModel(
            name='SurveyRound',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('object_kind', models.CharField(max_length=40)),
                ('object_id', models.CharField(max_length=40)),
                ('title', models.CharField(max_length=120, verbose_name='제목')),
                ('asked', models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(100000)], verbose_name='대상 인원')),
                ('opens_at', models.DateTimeField(verbose_name='여는 때')),
                ('closes_at', models.DateTimeField(verbose_name='닫는 때')),
                ('last_year_mean', models.DecimalField(blank=True, decimal_places=2, max_digits=3, null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(5)], verbose_name='지난해 평균')),
                ('key_hash', models.CharField(max_length=64, unique=True)),
                ('key_serial', models.PositiveSmallIntegerField(default=1)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.institution')),
                ('questionnaire', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rounds', to='surveys.questionnaire')),
            ],
            options={
                'verbose_name': '설문',
                'indexes': [
                    models.Index(fields=['institution', '-closes_at', '-id'], name='survey_by_place'),
                    models.Index(fields=['object_kind', 'object_id'], name='survey_by_object'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('closes_at__gt', models.F('opens_at'))), name='survey_closes_later'),
                ],
            },
        ),
        migrations.CreateModel(
            name='SurveyAnswer',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('day', models.DateField(verbose_name='답한 날')),
                ('scores', models.JSONField(verbose_name='점수')),
                ('good', models.CharField(blank=True, max_length=500, verbose_name='좋았던 점')),
                ('improve', models.CharField(blank=True, max_length=500, verbose_name='개선할 점')),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='surveys.surveyround')),
            ],
            options={
                'verbose_name': '설문 응답',
            },
        ),
    ]

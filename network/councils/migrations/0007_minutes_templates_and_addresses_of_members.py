"""A body keeps how its minutes begin, and how its members are reached. Those before have neither."""

import django.db.models.deletion
from django.db import migrations, models

import core.fields


class Migration(migrations.Migration):

    dependencies = [
        ('councils', '0006_meeting_recalls'),
    ]

    operations = [
        migrations.AddField(
            model_name='councilmember',
            name='phone',
            field=core.fields.EncryptedTextField(blank=True, default='', verbose_name='연락처'),
        ),
        migrations.AddField(
            model_name='councilmember',
            name='email',
            field=models.EmailField(blank=True, default='', max_length=254, verbose_name='전자우편'),
        ),
        migrations.CreateModel(
            name='MinutesTemplate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', core.fields.CodeField('agenda_kind', max_length=40, verbose_name='구분')),
                ('discussion', models.TextField(blank=True, max_length=2000, verbose_name='논의 내용')),
                ('decision', models.TextField(blank=True, max_length=1000, verbose_name='결정 사항')),
                ('council', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='minutes_templates', to='councils.council')),
            ],
            options={
                'verbose_name': '회의록 서식',
                'constraints': [models.UniqueConstraint(fields=('council', 'kind'), name='minutestemplate_once')],
            },
        ),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('figures', '0001_kept_answers'),
    ]

    operations = [
        migrations.AlterField(
            model_name='keptanswer',
            name='answers',
            field=models.JSONField(null=True, verbose_name='답'),
        ),
        migrations.AlterField(
            model_name='keptanswer',
            name='counted_at',
            field=models.DateTimeField(null=True, verbose_name='센 때'),
        ),
        migrations.AddField(
            model_name='keptanswer',
            name='wanted_at',
            field=models.DateTimeField(null=True, verbose_name='세어 달라고 한 때'),
        ),
        migrations.AddIndex(
            model_name='keptanswer',
            index=models.Index(condition=models.Q(('wanted_at__isnull', False)), fields=['-read_at', 'key'], name='keptanswer_wanted'),
        ),
        migrations.AddConstraint(
            model_name='keptanswer',
            constraint=models.CheckConstraint(condition=models.Q(('counted_at__isnull', False), ('wanted_at__isnull', False), _connector='OR'), name='keptanswer_is_counted_or_wanted'),
        ),
    ]

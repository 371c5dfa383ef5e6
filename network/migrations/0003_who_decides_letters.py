"""What the foot of official letters says of their decision and their seal; sites that say nothing keep the plain rule."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('network', '0002_found_by_ends'),
    ]

    operations = [
        migrations.AddField(
            model_name='hospitalprofile',
            name='deciding_title',
            field=models.CharField(blank=True, help_text='전결규정의 직위. 비우면 부서의 장', max_length=30, verbose_name='전결권자 직위'),
        ),
        migrations.AddField(
            model_name='hospitalprofile',
            name='seal_is_omitted',
            field=models.BooleanField(default=False, verbose_name='직인 생략'),
        ),
    ]

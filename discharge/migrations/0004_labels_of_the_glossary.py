
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('discharge', '0003_index_lists_in_their_order'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='conferenceattendee',
            options={'verbose_name': '사례회의 참석자'},
        ),
        migrations.AlterModelOptions(
            name='educationtopic',
            options={'ordering': ['target_group', 'order', 'pk'], 'verbose_name': '1:1 교육 주제'},
        ),
    ]

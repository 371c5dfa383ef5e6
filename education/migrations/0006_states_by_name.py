
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('education', '0005_public_sign_up_address'),
        ('network', '0005_table_columns'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='enrolment',
            name='enrolment_once',
        ),
        migrations.RemoveConstraint(
            model_name='instructorbooking',
            name='booking_once',
        ),
        migrations.AddConstraint(
            model_name='enrolment',
            constraint=models.UniqueConstraint(condition=models.Q(('status__in', ['APPLIED', 'WAITLISTED', 'CONFIRMED', 'COMPLETED', 'NOT_COMPLETED', 'NO_SHOW'])), fields=('request', 'person_hash'), name='enrolment_once'),
        ),
        migrations.AddConstraint(
            model_name='instructorbooking',
            constraint=models.UniqueConstraint(condition=models.Q(('status__in', ['CANDIDATE', 'INVITED', 'ACCEPTED', 'CONFIRMED', 'DONE', 'PAID'])), fields=('session', 'instructor'), name='booking_once'),
        ),
    ]

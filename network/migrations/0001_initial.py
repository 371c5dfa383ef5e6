import core.fields
import django.contrib.auth.models
import django.contrib.auth.validators
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='CatchmentArea',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=30, verbose_name='이름')),
            ],
            options={
                'verbose_name': '중진료권',
            },
        ),
        migrations.CreateModel(
            name='Institution',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=40, unique=True, verbose_name='부호')),
                ('name', models.CharField(max_length=60, verbose_name='기관명')),
                ('short_name', models.CharField(max_length=30, verbose_name='짧은 이름')),
                ('kind', core.fields.CodeField('org_type', max_length=40, verbose_name='기관 구분')),
                ('postcode', models.CharField(blank=True, max_length=5, verbose_name='우편번호')),
                ('address', models.CharField(blank=True, max_length=120, verbose_name='주소')),
                ('is_member', models.BooleanField(default=True, help_text='계정이 있어 스스로 답하는 기관', verbose_name='참여 기관')),
                ('is_fictional', models.BooleanField(default=False, verbose_name='가상')),
                ('is_active', models.BooleanField(default=True, verbose_name='사용')),
                ('verified_on', models.DateField(blank=True, null=True, verbose_name='확인일')),
            ],
            options={
                'verbose_name': '기관',
                'ordering': ['name'],
                'indexes': [
                    models.Index(fields=['kind', 'name'], name='institution_by_kind'),
                ],
            },
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('username', models.CharField(error_messages={'unique': 'A user with that username already exists.'}, help_text='Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.', max_length=150, unique=True, validators=[django.contrib.auth.validators.UnicodeUsernameValidator()], verbose_name='username')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='email address')),
                ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                ('name', models.CharField(max_length=50, verbose_name='성명')),
                ('phone', models.CharField(blank=True, max_length=20, verbose_name='업무 전화')),
                ('wants_email', models.BooleanField(default=True, verbose_name='전자우편 알림')),
                ('uses_keys', models.BooleanField(default=True, verbose_name='단축키 사용')),
                ('high_contrast', models.BooleanField(default=False, verbose_name='고대비 화면')),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'verbose_name': '계정',
            },
            managers=[
                ('objects', django.contrib.auth.models.UserManager()),
            ],
        ),
        migrations.CreateModel(
            name='BrowserSession',
            fields=[
                ('session_key', models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name='session key')),
                ('session_data', models.TextField(verbose_name='session data')),
                ('expire_date', models.DateTimeField(db_index=True, verbose_name='expire date')),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='sessions', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '세션',
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ConsentText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('consent_type', core.fields.CodeField('consent_type', max_length=40, verbose_name='동의 구분')),
                ('edition', models.PositiveSmallIntegerField(verbose_name='판')),
                ('purpose', models.TextField(verbose_name='목적')),
                ('receiver_purpose', models.TextField(blank=True, verbose_name='받는 자의 이용 목적')),
                ('items', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), size=None, verbose_name='항목')),
                ('retention', models.CharField(max_length=200, verbose_name='보유·이용 기간')),
                ('refusal', models.TextField(verbose_name='거부할 권리와 불이익')),
                ('is_optional', models.BooleanField(default=False, verbose_name='선택 동의')),
                ('valid_from', models.DateField(verbose_name='시행일')),
            ],
            options={
                'verbose_name': '동의서 문구',
                'constraints': [models.UniqueConstraint(fields=('consent_type', 'edition'), name='consent_text_once')],
            },
        ),
        migrations.CreateModel(
            name='HospitalProfile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('office_name', models.CharField(default='공공보건의료사업실', max_length=40, verbose_name='부서명')),
                ('homepage', models.CharField(blank=True, max_length=100, verbose_name='홈페이지')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='전자우편')),
                ('departments', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=30), blank=True, default=list, size=None, verbose_name='진료과')),
                ('wards', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), blank=True, default=list, size=None, verbose_name='병동')),
                ('institution', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='profile', to='network.institution')),
            ],
            options={
                'verbose_name': '기관 설정',
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('roles', core.fields.CodesField('user_role', blank=True, default=list, verbose_name='역할')),
                ('programmes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), blank=True, default=list, size=None, verbose_name='사업')),
                ('marks', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), blank=True, default=list, size=None, verbose_name='업무 표시')),
                ('valid_from', models.DateField(verbose_name='시작일')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='종료일')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='부여 사유')),
                ('granted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='network.institution')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '소속',
                'indexes': [
                    models.Index(fields=['user', 'valid_from'], name='membership_by_user'),
                    django.contrib.postgres.indexes.GinIndex(fields=['roles'], name='membership_by_role'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='membership_dates_in_order'),
                ],
            },
        ),
        migrations.CreateModel(
            name='CalendarFeed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope', models.CharField(choices=[('MINE', '내 일정'), ('PLACE', '우리 기관 일정')], default='MINE', max_length=5)),
                ('key_hash', models.CharField(max_length=64, unique=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('membership', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='network.membership')),
            ],
            options={
                'verbose_name': '일정 주소',
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('revoked_at__isnull', True)), fields=('membership', 'scope'), name='calendarfeed_one_open'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Municipality',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=5, unique=True, verbose_name='시군구 코드')),
                ('name', models.CharField(max_length=30, verbose_name='이름')),
                ('catchment', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='municipalities', to='network.catchmentarea')),
                ('city', models.ForeignKey(blank=True, help_text='일반구가 속한 시', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='districts', to='network.municipality')),
            ],
            options={
                'verbose_name': '시·군·구',
                'ordering': ['code'],
            },
        ),
        migrations.AddField(
            model_name='institution',
            name='municipality',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='institutions', to='network.municipality'),
        ),
        migrations.AddField(
            model_name='institution',
            name='serves',
            field=models.ManyToManyField(blank=True, related_name='served_by', to='network.municipality', verbose_name='담당 지역'),
        ),
        migrations.CreateModel(
            name='Client',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=50, verbose_name='성명')),
                ('name_bigrams', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=2), default=list, editable=False, size=None)),
                ('birth_date', models.DateField(null=True, verbose_name='생년월일')),
                ('sex', core.fields.CodeField('sex', max_length=40, verbose_name='성별')),
                ('phone', core.fields.EncryptedTextField(blank=True, default='', verbose_name='연락처')),
                ('phone_owner', core.fields.CodeField('relationship', blank=True, max_length=40, verbose_name='연락처 소유자')),
                ('address_town', models.CharField(blank=True, max_length=30, verbose_name='읍·면·동')),
                ('address_rest', core.fields.EncryptedTextField(blank=True, default='', verbose_name='상세주소')),
                ('insurance_type', core.fields.CodeField('insurance_type', blank=True, max_length=40, verbose_name='보험유형')),
                ('livelihood', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), blank=True, default=list, size=None, verbose_name='수급 구분')),
                ('ltc_grade', core.fields.CodeField('ltc_grade', blank=True, max_length=40, verbose_name='장기요양등급')),
                ('disability', models.CharField(blank=True, max_length=60, verbose_name='장애등록')),
                ('household_type', core.fields.CodeField('household_type', blank=True, max_length=40, verbose_name='가구형태')),
                ('language', models.CharField(blank=True, max_length=50, verbose_name='사용 언어·의사소통')),
                ('needs_interpreter', models.BooleanField(default=False, verbose_name='통역 필요')),
                ('caregiver_name', models.CharField(blank=True, max_length=50, verbose_name='보호자 성명')),
                ('caregiver_relation', core.fields.CodeField('relationship', blank=True, max_length=40, verbose_name='관계')),
                ('caregiver_phone', core.fields.EncryptedTextField(blank=True, default='', verbose_name='보호자 연락처')),
                ('contact_limit', models.CharField(blank=True, max_length=100, verbose_name='연락 제한')),
                ('deceased_on', models.DateField(blank=True, null=True, verbose_name='사망일')),
                ('identity_hash', models.CharField(db_index=True, editable=False, max_length=64)),
                ('phone_hash', models.CharField(blank=True, db_index=True, editable=False, max_length=64)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('destroyed_at', models.DateTimeField(blank=True, null=True, verbose_name='파기일시')),
                ('version', models.PositiveIntegerField(default=1)),
                ('created_by_institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.institution')),
                ('municipality', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.municipality', verbose_name='시·군·구')),
            ],
            options={
                'verbose_name': '대상자',
                'indexes': [
                    django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=['name_bigrams'], name='client_by_bigram'),
                    models.Index(fields=['birth_date'], name='client_by_birth'),
                    models.Index(django.contrib.postgres.indexes.OpClass(models.F('name'), name='text_pattern_ops'), name='client_by_name_start'),
                ],
            },
        ),
        migrations.CreateModel(
            name='OpeningHours',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.CharField(choices=[('WEEKDAY', '평일'), ('SATURDAY', '토요일'), ('SUNDAY', '일요일·공휴일')], max_length=10)),
                ('kind', models.CharField(choices=[('RECEPTION', '접수시간'), ('CONSULTATION', '진료시간'), ('LUNCH', '점심시간'), ('OFFICE', '업무시간')], max_length=20)),
                ('opens_at', models.TimeField()),
                ('closes_at', models.TimeField()),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='hours', to='network.institution')),
            ],
            options={
                'verbose_name': '운영 시간',
                'ordering': ['day', 'opens_at'],
                'constraints': [
                    models.UniqueConstraint(fields=('institution', 'day', 'kind'), name='hours_once'),
                    models.CheckConstraint(condition=models.Q(('closes_at__gt', models.F('opens_at'))), name='hours_in_order'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Phone',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('OFFICE', '공공보건의료사업실'), ('MAIN', '대표번호'), ('EMERGENCY', '응급실'), ('REFERRAL', '진료협력센터'), ('DEPARTMENT', '담당 부서')], max_length=20)),
                ('number', models.CharField(max_length=20, verbose_name='전화')),
                ('extra', models.CharField(blank=True, max_length=40, verbose_name='그 밖의 번호')),
                ('fax', models.CharField(blank=True, max_length=20, verbose_name='팩스')),
                ('order', models.PositiveSmallIntegerField(default=0)),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='phones', to='network.institution')),
            ],
            options={
                'verbose_name': '전화번호',
                'ordering': ['order'],
                'constraints': [
                    models.UniqueConstraint(fields=('institution', 'kind'), name='phone_once_per_kind'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Region',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=2, unique=True, verbose_name='시도 코드')),
                ('name', models.CharField(max_length=30, verbose_name='이름')),
                ('short_name', models.CharField(max_length=30, verbose_name='짧은 이름')),
                ('valid_from', models.DateField(blank=True, null=True)),
                ('valid_to', models.DateField(blank=True, null=True)),
                ('successor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='predecessors', to='network.region')),
            ],
            options={
                'verbose_name': '권역(시·도)',
            },
        ),
        migrations.AddField(
            model_name='municipality',
            name='region',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='municipalities', to='network.region'),
        ),
        migrations.AddField(
            model_name='institution',
            name='region',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='institutions', to='network.region'),
        ),
        migrations.CreateModel(
            name='Designation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.CharField(choices=[('REGIONAL', '권역책임의료기관'), ('LOCAL', '지역책임의료기관')], max_length=10)),
                ('valid_from', models.DateField(blank=True, null=True)),
                ('valid_to', models.DateField(blank=True, null=True)),
                ('printed_as', models.CharField(blank=True, max_length=20, verbose_name='출처에 적힌 날')),
                ('catchment', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='network.catchmentarea')),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='designations', to='network.institution')),
                ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='network.region')),
            ],
            options={
                'verbose_name': '책임의료기관 지정',
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('catchment__isnull', True), ('level', 'REGIONAL')), models.Q(('catchment__isnull', False), ('level', 'LOCAL')), _connector='OR'), name='designation_area_fits_level'),
                ],
            },
        ),
        migrations.AddField(
            model_name='catchmentarea',
            name='region',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='catchments', to='network.region'),
        ),
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('programme', models.CharField(max_length=20, verbose_name='사업')),
                ('consent_type', core.fields.CodeField('consent_type', max_length=40, verbose_name='동의 구분')),
                ('items', core.fields.CodesField('shared_item', blank=True, default=list, verbose_name='항목')),
                ('status', models.CharField(choices=[('PENDING', '대기'), ('GRANTED', '동의'), ('REFUSED', '비동의'), ('WITHDRAWN', '철회'), ('EXPIRED', '기간 만료'), ('NOT_REQUIRED', '동의 불필요')], default='PENDING', max_length=20)),
                ('retention_until', models.DateField(blank=True, null=True, verbose_name='보유기간')),
                ('valid_until', models.DateField(blank=True, null=True, verbose_name='동의 유효기간')),
                ('signer', core.fields.CodeField('consent_signer', blank=True, max_length=40, verbose_name='동의자')),
                ('signer_name', models.CharField(blank=True, max_length=50, verbose_name='동의자 성명')),
                ('signer_relation', core.fields.CodeField('relationship', blank=True, max_length=40, verbose_name='관계')),
                ('reason_not_self', models.CharField(blank=True, max_length=100, verbose_name='본인이 동의하지 못한 사유')),
                ('method', core.fields.CodeField('consent_method', blank=True, max_length=40, verbose_name='방법')),
                ('method_note', models.CharField(blank=True, max_length=100, verbose_name='전화 동의 확인')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='일시')),
                ('refusal_reason', models.CharField(blank=True, max_length=200, verbose_name='비동의 사유')),
                ('evidence', models.FileField(blank=True, upload_to='consents/%Y/%m/', verbose_name='원본(스캔·서명)')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='철회일시')),
                ('withdrawn_how', models.CharField(blank=True, max_length=200, verbose_name='철회 방법')),
                ('legal_basis', core.fields.CodeField('legal_basis', blank=True, max_length=40, verbose_name='법적 근거')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('version', models.PositiveIntegerField(default=1)),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consents', to='network.client')),
                ('explained_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('text', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.consenttext', verbose_name='동의서 버전')),
                ('institution', models.ForeignKey(help_text='동의를 받은 기관', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.institution')),
                ('receiver', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.institution', verbose_name='제공받는 자')),
            ],
            options={
                'verbose_name': '동의',
                'indexes': [models.Index(fields=['client', 'consent_type', 'receiver', 'status'], name='consent_gate'), models.Index(condition=models.Q(('status', 'GRANTED'), ('valid_until__isnull', False)), fields=['valid_until'], name='consent_ends')],
                'constraints': [models.CheckConstraint(condition=models.Q(('consent_type__in', ['THIRD_PARTY', 'SENSITIVE_THIRD_PARTY', 'RECORD_TRANSFER']), ('receiver__isnull', True), _connector='XOR'), name='consent_receiver_fits_type'), models.CheckConstraint(condition=models.Q(('withdrawn_at__isnull', True), ('withdrawn_at__gte', models.F('answered_at')), _connector='OR'), name='consent_withdrawn_after_answer')],
            },
        ),
        migrations.CreateModel(
            name='ChartNumber',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=20, verbose_name='등록번호')),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='chart_numbers', to='network.client')),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.institution')),
            ],
            options={
                'verbose_name': '등록번호',
                'constraints': [models.UniqueConstraint(fields=('institution', 'number'), name='chart_number_once'), models.UniqueConstraint(fields=('institution', 'client'), name='one_chart_number_per_hospital')],
            },
        ),
        migrations.AddConstraint(
            model_name='catchmentarea',
            constraint=models.UniqueConstraint(fields=('region', 'name'), name='catchment_once'),
        ),
    ]

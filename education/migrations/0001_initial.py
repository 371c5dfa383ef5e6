import core.fields
import core.search
import datetime
import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.text
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('core', '0001_initial'),
        ('network', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='EducationRequest',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.CharField(max_length=20, unique=True, verbose_name='신청번호')),
                ('from_outside', models.BooleanField(default=False, verbose_name='계정 없이 신청')),
                ('contact_name', models.CharField(blank=True, max_length=50, verbose_name='담당자')),
                ('contact_phone', core.fields.EncryptedTextField(blank=True, default='', verbose_name='연락처')),
                ('contact_email', models.EmailField(blank=True, max_length=254, verbose_name='전자우편')),
                ('field', core.fields.CodesField('education_field', blank=True, default=list, verbose_name='교육 분야')),
                ('field_text', models.CharField(blank=True, max_length=100, verbose_name='그 밖의 교육 분야')),
                ('method', core.fields.CodeField('education_method', max_length=40, verbose_name='교육 방법')),
                ('audience', core.fields.CodeField('education_audience', max_length=40, verbose_name='교육 대상')),
                ('expected_count', models.PositiveSmallIntegerField(verbose_name='예상 인원')),
                ('wish_1', models.DateTimeField(blank=True, null=True, verbose_name='희망 일시(1순위)')),
                ('wish_2', models.DateTimeField(blank=True, null=True, verbose_name='희망 일시(2순위)')),
                ('wish_3', models.DateTimeField(blank=True, null=True, verbose_name='희망 일시(3순위)')),
                ('place', models.CharField(blank=True, max_length=100, verbose_name='장소')),
                ('facilities', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), blank=True, default=list, size=None, verbose_name='장소 여건')),
                ('access_need', models.CharField(blank=True, max_length=200, verbose_name='접근성 요구')),
                ('duration_min', models.PositiveSmallIntegerField(verbose_name='교육 시간(분)')),
                ('content_wish', models.TextField(blank=True, max_length=1000, verbose_name='희망 내용')),
                ('needs_certificate', models.BooleanField(default=False, verbose_name='수료증 필요')),
                ('mandatory', models.CharField(blank=True, choices=[('YES', '해당'), ('NO', '비해당'), ('UNKNOWN', '모름')], max_length=10, verbose_name='법정 의무교육 여부')),
                ('previous', models.CharField(blank=True, max_length=200, verbose_name='이전 교육 경험')),
                ('title', models.CharField(blank=True, max_length=100, verbose_name='과정명')),
                ('capacity', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='정원')),
                ('attendance_share', models.PositiveSmallIntegerField(default=80, verbose_name='출석 기준(%)')),
                ('pass_mark', models.DecimalField(blank=True, decimal_places=1, max_digits=4, null=True, verbose_name='합격 점수')),
                ('asks_birth_date', models.BooleanField(default=False, verbose_name='수강생 생년월일 받음')),
                ('cost', models.PositiveIntegerField(blank=True, null=True, verbose_name='소요 예산(원)')),
                ('date_agreed_at', models.DateTimeField(blank=True, null=True, verbose_name='일정 합의')),
                ('date_told_by', models.CharField(blank=True, max_length=50, verbose_name='합의를 알린 사람')),
                ('join_serial', models.PositiveSmallIntegerField(default=0, help_text='공개 신청 주소를 연 횟수')),
                ('join_hash', models.CharField(blank=True, help_text='공개 신청 주소의 열쇠. 닫으면 비어 있음', max_length=64)),
                ('status', models.CharField(choices=[('DRAFT', '작성 중'), ('SUBMITTED', '신청'), ('REVIEWING', '검토 중'), ('SUPPLEMENT', '보완 요청'), ('APPROVED', '승인'), ('REJECTED', '반려'), ('SCHEDULING', '일정 조율·강사섭외'), ('CONFIRMED', '확정'), ('POSTPONED', '연기'), ('DELIVERED', '교육 실시'), ('SURVEYED', '만족도 조사 완료'), ('REPORTED', '결과보고 완료'), ('CLOSED', '종료'), ('CANCELLED_BY_REQUESTER', '신청기관 취소'), ('CANCELLED_BY_HOST', '주관기관 취소')], default='DRAFT', max_length=30)),
                ('version', models.PositiveIntegerField(default=1)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('submitted_at', models.DateTimeField(blank=True, null=True, verbose_name='신청일시')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='결정일시')),
                ('confirmed_at', models.DateTimeField(blank=True, null=True, verbose_name='확정일시')),
                ('delivered_at', models.DateTimeField(blank=True, null=True, verbose_name='교육 실시')),
                ('surveyed_at', models.DateTimeField(blank=True, null=True, verbose_name='만족도 마감')),
                ('reported_at', models.DateTimeField(blank=True, null=True, verbose_name='결과보고')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='종료일시')),
                ('due_at', models.DateTimeField(blank=True, null=True, verbose_name='지금 상태의 기한')),
                ('paused_at', models.DateTimeField(blank=True, null=True)),
                ('paused_days', models.PositiveSmallIntegerField(default=0)),
                ('note', models.TextField(blank=True, max_length=500, verbose_name='보완할 내용')),
                ('reject_reason', core.fields.CodeField('education_reject_reason', blank=True, max_length=40, verbose_name='반려 사유')),
                ('cancel_reason', core.fields.CodeField('education_cancel_reason', blank=True, max_length=40, verbose_name='취소 사유')),
                ('reason_text', models.CharField(blank=True, max_length=300, verbose_name='상세 사유')),
                ('created_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('date_agreed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('host', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hosted_education', to='network.institution', verbose_name='주관 병원')),
                ('requester', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='requested_education', to='network.institution', verbose_name='신청기관')),
            ],
            options={
                'verbose_name': '교육 신청',
                'indexes': [
                    models.Index(fields=['host', '-created_at', '-id'], name='education_by_host'),
                    models.Index(fields=['host', 'status', '-created_at', '-id'], name='education_by_host_state'),
                    models.Index(fields=['requester', '-created_at', '-id'], name='education_by_requester'),
                    models.Index(condition=models.Q(('due_at__isnull', False)), fields=['due_at'], name='education_by_due'),
                    models.Index(models.F('host'), django.db.models.functions.comparison.Coalesce('due_at', models.Value(datetime.datetime(9999, 1, 1, 0, 0, tzinfo=datetime.timezone.utc))), models.F('id'), name='education_by_host_due'),
                    models.Index(models.F('requester'), django.db.models.functions.comparison.Coalesce('due_at', models.Value(datetime.datetime(9999, 1, 1, 0, 0, tzinfo=datetime.timezone.utc))), models.F('id'), name='education_by_agency_due'),
                    models.Index(fields=['host', 'audience', '-created_at', '-id'], name='education_by_audience'),
                    django.contrib.postgres.indexes.GinIndex(fields=['field'], name='education_by_field'),
                ],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('join_hash', ''), _negated=True), fields=('join_hash',), name='education_join_key_once'),
                    models.CheckConstraint(condition=models.Q(models.Q(('status', 'REJECTED'), _negated=True), models.Q(('reject_reason', ''), _negated=True), _connector='OR'), name='education_rejected_has_reason'),
                    models.CheckConstraint(condition=models.Q(models.Q(('status__in', ['CANCELLED_BY_REQUESTER', 'CANCELLED_BY_HOST']), _negated=True), models.Q(('cancel_reason', ''), _negated=True), _connector='OR'), name='education_cancelled_has_reason'),
                    models.CheckConstraint(condition=models.Q(('attendance_share__lte', 100)), name='education_share_is_a_percentage'),
                    models.CheckConstraint(condition=models.Q(('requester__isnull', False), ('from_outside', True), models.Q(('status__in', ['DRAFT', 'SUBMITTED', 'REVIEWING', 'SUPPLEMENT', 'REJECTED']), _negated=True), _connector='OR'), name='education_request_has_requester'),
                    models.CheckConstraint(condition=models.Q(('created_by__isnull', False), ('from_outside', True), _connector='OR'), name='education_request_has_author'),
                ],
            },
        ),
        migrations.CreateModel(
            name='EducationReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('opinions', models.TextField(blank=True, max_length=2000, verbose_name='주요 의견')),
                ('improvement', models.TextField(blank=True, max_length=2000, verbose_name='개선 및 향후 계획')),
                ('no_answer_reason', models.CharField(blank=True, max_length=200, verbose_name='응답이 없는 사유')),
                ('last_year_mean', models.DecimalField(blank=True, decimal_places=2, max_digits=3, null=True, verbose_name='전년 만족도')),
                ('version', models.PositiveIntegerField(default=1)),
                ('written_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('approved_at', models.DateTimeField(blank=True, null=True, verbose_name='승인일시')),
                ('issued_at', models.DateTimeField(blank=True, null=True, verbose_name='시행일시')),
                ('content', models.JSONField(blank=True, help_text='승인한 때의 내용', null=True)),
                ('approved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('paper', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.printeddocument')),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('request', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='report', to='education.educationrequest')),
            ],
            options={
                'verbose_name': '교육 결과보고',
            },
        ),
        migrations.CreateModel(
            name='Enrolment',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=50, verbose_name='성명')),
                ('affiliation', models.CharField(blank=True, max_length=100, verbose_name='소속')),
                ('birth_date', models.DateField(blank=True, null=True, verbose_name='생년월일')),
                ('phone', core.fields.EncryptedTextField(blank=True, default='', verbose_name='연락처')),
                ('job', core.fields.CodeField('education_audience', blank=True, max_length=40, verbose_name='직종')),
                ('consented_at', models.DateTimeField(verbose_name='개인정보 동의')),
                ('person_hash', models.CharField(max_length=64)),
                ('door_code', models.CharField(max_length=4)),
                ('is_walk_in', models.BooleanField(default=False, verbose_name='현장 등록')),
                ('status', models.CharField(choices=[('APPLIED', '신청'), ('WAITLISTED', '대기'), ('CONFIRMED', '확정'), ('CANCELLED', '취소'), ('NO_SHOW', '불참'), ('COMPLETED', '수료'), ('NOT_COMPLETED', '미수료')], default='APPLIED', max_length=15)),
                ('version', models.PositiveIntegerField(default=1)),
                ('applied_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='신청일시')),
                ('seated_at', models.DateTimeField(blank=True, null=True, verbose_name='확정일시')),
                ('cancelled_at', models.DateTimeField(blank=True, null=True, verbose_name='취소일시')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='수료 판정')),
                ('minutes', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='출석 시간(분)')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='정정 사유')),
                ('created_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('institution', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.institution', verbose_name='소속 기관')),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='enrolments', to='education.educationrequest')),
            ],
            options={
                'verbose_name': '수강 신청',
                'indexes': [
                    models.Index(fields=['request', 'applied_at', 'id'], name='enrolment_in_order'),
                    models.Index(fields=['request', 'status'], name='enrolment_by_state'),
                    models.Index(fields=['person_hash'], name='enrolment_by_person'),
                ],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('status__in', ['APPLIED', 'WAITLISTED', 'CONFIRMED', 'COMPLETED', 'NOT_COMPLETED', 'NO_SHOW'])), fields=('request', 'person_hash'), name='enrolment_once'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Certificate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField()),
                ('serial', models.PositiveIntegerField()),
                ('numbered_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('issued_on', models.DateField(blank=True, null=True, verbose_name='발급일')),
                ('reissued_on', models.DateField(blank=True, null=True, verbose_name='재발급일')),
                ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='취소일시')),
                ('revoked_reason', models.CharField(blank=True, max_length=300, verbose_name='취소 사유')),
                ('host', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.institution')),
                ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='certificates', to='education.enrolment')),
            ],
            options={
                'verbose_name': '수료증',
                'constraints': [
                    models.UniqueConstraint(fields=('host', 'year', 'serial'), name='certificate_number_once'),
                    models.UniqueConstraint(condition=models.Q(('revoked_at__isnull', True)), fields=('enrolment',), name='certificate_one_valid'),
                ],
            },
        ),
        migrations.CreateModel(
            name='ExternalRequester',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, verbose_name='기관·단체명')),
                ('channel', models.CharField(choices=[('SMS', '휴대전화 문자'), ('EMAIL', '전자우편')], max_length=5, verbose_name='확인한 연락처')),
                ('address', core.fields.EncryptedTextField()),
                ('address_hash', models.CharField(max_length=64)),
                ('proved_at', models.DateTimeField(verbose_name='연락처 확인')),
                ('consented_at', models.DateTimeField(verbose_name='개인정보 동의')),
                ('key_serial', models.PositiveSmallIntegerField(default=1)),
                ('key_hash', models.CharField(max_length=64, unique=True)),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.municipality', verbose_name='시군구')),
                ('request', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='external_requester', to='education.educationrequest')),
            ],
            options={
                'verbose_name': '계정 없는 신청인',
                'indexes': [
                    models.Index(fields=['address_hash', 'proved_at'], name='external_requester_by_address'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Instructor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=50, verbose_name='성명')),
                ('affiliation', models.CharField(blank=True, max_length=100, verbose_name='소속')),
                ('phone', core.fields.EncryptedTextField(blank=True, default='', verbose_name='연락처')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='전자우편')),
                ('fields', core.fields.CodesField('education_field', blank=True, default=list, verbose_name='강의 분야')),
                ('fee_per_hour', models.PositiveIntegerField(blank=True, null=True, verbose_name='시간당 강사료(원)')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='메모')),
                ('is_active', models.BooleanField(default=True, verbose_name='활동 중')),
                ('version', models.PositiveIntegerField(default=1)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('host', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='instructors', to='network.institution')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '강사',
                'indexes': [
                    models.Index(fields=['host', 'name', 'id'], name='instructor_by_host'),
                ],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('user__isnull', False)), fields=('host', 'user'), name='instructor_account_once'),
                ],
            },
        ),
        migrations.CreateModel(
            name='InstructorAbsence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_at', models.DateTimeField(verbose_name='시작')),
                ('ends_at', models.DateTimeField(verbose_name='종료')),
                ('note', models.CharField(blank=True, max_length=100, verbose_name='사유')),
                ('instructor', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='absences', to='education.instructor')),
            ],
            options={
                'verbose_name': '강의 불가 시간',
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='absence_times_in_order'),
                ],
            },
        ),
        migrations.CreateModel(
            name='InstructorQualification',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=60, verbose_name='자격')),
                ('number', models.CharField(blank=True, max_length=60, verbose_name='자격번호')),
                ('expires_on', models.DateField(blank=True, null=True, verbose_name='만료일')),
                ('instructor', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='qualifications', to='education.instructor')),
            ],
            options={
                'verbose_name': '강사 자격',
                'constraints': [
                    models.UniqueConstraint(fields=('instructor', 'kind', 'number'), name='qualification_once'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Session',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('order', models.PositiveSmallIntegerField(default=1, verbose_name='회차')),
                ('starts_at', models.DateTimeField(verbose_name='시작')),
                ('ends_at', models.DateTimeField(verbose_name='종료')),
                ('place_or_link', models.CharField(max_length=200, verbose_name='장소·링크')),
                ('check_in_key', models.CharField(blank=True, max_length=40)),
                ('version', models.PositiveIntegerField(default=1)),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sessions', to='education.educationrequest')),
            ],
            options={
                'verbose_name': '교육 회차',
                'ordering': ['starts_at', 'pk'],
                'indexes': [
                    models.Index(fields=['starts_at', 'id'], name='session_by_time'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='session_times_in_order'),
                    models.UniqueConstraint(fields=('request', 'starts_at'), name='session_once'),
                    models.UniqueConstraint(condition=models.Q(('check_in_key', ''), _negated=True), fields=('check_in_key',), name='session_key_once'),
                ],
            },
        ),
        migrations.CreateModel(
            name='InstructorBooking',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('period', django.contrib.postgres.fields.ranges.DateTimeRangeField(verbose_name='강의 시간')),
                ('fee', models.PositiveIntegerField(blank=True, null=True, verbose_name='강사료(원)')),
                ('status', models.CharField(choices=[('CANDIDATE', '후보'), ('INVITED', '섭외 요청'), ('ACCEPTED', '수락'), ('DECLINED', '거절'), ('CONFIRMED', '확정'), ('REPLACED', '교체'), ('DONE', '강의 완료'), ('PAID', '강사료 지급'), ('CANCELLED', '취소')], default='CANDIDATE', max_length=12)),
                ('version', models.PositiveIntegerField(default=1)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('invited_at', models.DateTimeField(blank=True, null=True, verbose_name='섭외 요청')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='회신')),
                ('told_by', models.CharField(blank=True, max_length=50, verbose_name='회신을 알린 사람')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='거절·교체·취소 사유')),
                ('done_at', models.DateTimeField(blank=True, null=True, verbose_name='강의 완료')),
                ('paid_at', models.DateTimeField(blank=True, null=True, verbose_name='지급')),
                ('link_hash', models.CharField(blank=True, help_text='계정 없는 강사가 답하는 주소의 열쇠', max_length=64)),
                ('instructor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bookings', to='education.instructor')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='bookings', to='education.session')),
            ],
            options={
                'verbose_name': '강사 섭외',
                'indexes': [
                    models.Index(fields=['instructor', 'status'], name='booking_by_instructor'),
                    models.Index(fields=['session', 'created_at'], name='booking_by_session'),
                ],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('status__in', ['CANDIDATE', 'INVITED', 'ACCEPTED', 'CONFIRMED', 'DONE', 'PAID'])), fields=('session', 'instructor'), name='booking_once'),
                    models.UniqueConstraint(condition=models.Q(('link_hash', ''), _negated=True), fields=('link_hash',), name='booking_link_once'),
                    django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('status__in', ['CONFIRMED', 'DONE', 'PAID'])), expressions=[(models.Func(models.F('instructor_id'), models.F('instructor_id'), models.Value('[]'), function='int8range', output_field=models.BigIntegerField()), '&&'), (models.F('period'), '&&')], name='booking_no_overlap'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Attendance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('result', core.fields.CodeField('attendance_result', max_length=40, verbose_name='출석')),
                ('in_at', models.DateTimeField(blank=True, null=True, verbose_name='입실')),
                ('out_at', models.DateTimeField(blank=True, null=True, verbose_name='퇴실')),
                ('source', models.CharField(choices=[('QR', 'QR'), ('LIST', '명단'), ('SHEET', '서명부')], default='LIST', max_length=5, verbose_name='방법')),
                ('entered_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('entered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attendance', to='education.enrolment')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attendance', to='education.session')),
            ],
            options={
                'verbose_name': '출석',
                'constraints': [
                    models.UniqueConstraint(fields=('session', 'enrolment'), name='attendance_once'),
                    models.CheckConstraint(condition=models.Q(('out_at__isnull', True), models.Q(('in_at__isnull', False), ('out_at__gte', models.F('in_at'))), _connector='OR'), name='attendance_times_in_order'),
                ],
            },
        ),
        migrations.CreateModel(
            name='TestScore',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('PRE', '사전'), ('POST', '사후')], max_length=4, verbose_name='구분')),
                ('score', models.DecimalField(decimal_places=1, max_digits=4, verbose_name='점수')),
                ('taken_on', models.DateField(verbose_name='평가일')),
                ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='scores', to='education.enrolment')),
            ],
            options={
                'verbose_name': '평가 점수',
                'constraints': [
                    models.UniqueConstraint(fields=('enrolment', 'kind'), name='score_once'),
                    models.CheckConstraint(condition=models.Q(('score__gte', 0), ('score__lte', 100)), name='score_is_a_percentage'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Topic',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('field', core.fields.CodeField('education_field', max_length=40, verbose_name='교육 분야')),
                ('title', models.CharField(max_length=100, verbose_name='주제명')),
                ('audiences', core.fields.CodesField('education_audience', blank=True, default=list, verbose_name='교육 대상')),
                ('methods', core.fields.CodesField('education_method', blank=True, default=list, verbose_name='교육 방법')),
                ('minutes', models.PositiveSmallIntegerField(default=120, verbose_name='교육 시간(분)')),
                ('most_people', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='알맞은 인원')),
                ('per_manikin', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='실습 기구 하나에 인원')),
                ('qualification', models.CharField(blank=True, max_length=60, verbose_name='강사 자격')),
                ('summary', models.TextField(blank=True, max_length=1000, verbose_name='내용')),
                ('material', models.CharField(blank=True, max_length=200, verbose_name='교재·준비물')),
                ('has_test', models.BooleanField(default=False, verbose_name='사전·사후 평가')),
                ('is_active', models.BooleanField(default=True, verbose_name='신청 받음')),
                ('version', models.PositiveIntegerField(default=1)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('host', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='education_topics', to='network.institution')),
            ],
            options={
                'verbose_name': '교육 주제',
                'indexes': [
                    models.Index(fields=['host', 'title', 'id'], name='education_topic_by_host'),
                ],
                'constraints': [
                    models.UniqueConstraint(fields=('host', 'title'), name='education_topic_once'),
                ],
            },
        ),
        migrations.AddField(
            model_name='educationrequest',
            name='topic',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='requests', to='education.topic', verbose_name='교육 주제'),
        ),
        migrations.AddIndex(
            model_name='educationrequest',
            index=django.contrib.postgres.indexes.GinIndex(core.search.Bigrams(django.db.models.functions.text.Concat('number', models.Value(' '), 'title', output_field=models.TextField())), name='education_by_words'),
        ),
    ]

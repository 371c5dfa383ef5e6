"""Settings, driven by environment variables; nonsense and missing secrets stop the start.

`var/env` (KEY=VALUE lines, written by `./ieum`) fills what the real environment does not set.
"""

import sys
from pathlib import Path

import environ
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
env.read_env(env.str("IEUM_ENV_FILE", default=str(BASE_DIR / "var" / "env")), overwrite=False)

TESTING = "pytest" in sys.modules or env.bool("IEUM_TESTING", default=False)
DEMO = env.bool("DEMO", default=False)
DEBUG = env.bool("DEBUG", default=False)
DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "var")))


def _secret(name: str) -> str:
    """A secret from the environment; tests and the demo may do with a fixed one, production may not."""
    if TESTING:
        return env.str(name, default=f"test-{name.lower()}-not-a-secret-0123456789abcdef")
    value = env.str(name, default="")
    if len(value) < 32:
        raise ImproperlyConfigured(f"{name}: 32자 이상의 비밀값을 환경변수나 var/env에 적으십시오.")
    return value


SECRET_KEY = _secret("SECRET_KEY")
HASH_KEY = _secret("HASH_KEY")
AUDIT_KEY = _secret("AUDIT_KEY")
_TEST_FIELD_KEY = "dGVzdC1maWVsZC1rZXktbm90LWEtc2VjcmV0LTAxMjM="  # 32 bytes, used by tests only
FIELD_KEYS: list[str] = env.list("FIELD_KEYS", default=[_TEST_FIELD_KEY] if TESTING else [])
if not FIELD_KEYS:
    raise ImproperlyConfigured("FIELD_KEYS: 항목 암호화 키를 환경변수나 var/env에 적으십시오.")

ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "testserver"])
if "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS: '*'는 쓸 수 없습니다. 주소를 적으십시오.")
BASE_URL = env.str("BASE_URL", default="http://127.0.0.1:8000").rstrip("/")
CSRF_TRUSTED_ORIGINS = [BASE_URL] if BASE_URL.startswith("https://") else []

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "django_filters",
    "django_htmx",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "core",
    "core.surveys",
    "network",
    "network.directory",
    "network.documents",
    "network.councils",
    "network.figures",
    "referrals",
    "education",
    "discharge",
    "config.apps.PortalConfig",
]

MIDDLEWARE = [
    "core.middleware.RequestContext",
    "core.middleware.HeadAnswers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "network.sign_in.store.SignedInPerson",
    "core.middleware.SessionLimits",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "network.sign_in.middleware.ActingMembership",
    "network.sign_in.middleware.SecondFactor",
    "core.middleware.UnsentForms",
    "core.middleware.Addresses",
    "core.middleware.DomainErrors",
    "axes.middleware.AxesMiddleware",
]

# The toolbar of `./ieum dev --toolbar`: never without DEBUG, and not while tests run.
DEBUG_TOOLBAR = DEBUG and not TESTING and env.bool("DEBUG_TOOLBAR", default=False)
if DEBUG_TOOLBAR:
    INSTALLED_APPS.append("debug_toolbar")
    MIDDLEWARE.insert(3, "debug_toolbar.middleware.DebugToolbarMiddleware")
    INTERNAL_IPS = ["127.0.0.1"]

ROOT_URLCONF = "config.urls"
FOREIGN_ROUTES = "config.policies.FOREIGN"  # routes of libraries, each with the reason why it needs no policy of ours
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "config.menu.navigation",
                "network.panels.saved_views.of_list",
            ],
            "builtins": ["core.templatetags.ieum"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES = {"default": env.db("DATABASE_URL")}
if DATABASES["default"]["ENGINE"] != "django.db.backends.postgresql":
    raise ImproperlyConfigured("DATABASE_URL: PostgreSQL 주소만 쓸 수 있습니다.")
DATABASES["default"].update(
    CONN_MAX_AGE=env.int("CONN_MAX_AGE", default=600),
    CONN_HEALTH_CHECKS=True,
    TEST={"TEMPLATE": "template0", "CHARSET": "UTF8"},
)
# `random_page_cost` of solid disks: with that of turning ones the planner reads a whole hospital to find one person's rows.
# `join_collapse_limit`: the joins of one row are written in the order in which they are best made; to try every other
# order of eight of them takes longer than to read the row.
_PLANNER = "-c jit=off -c join_collapse_limit=4 -c random_page_cost=1.1 -c timezone=UTC"
DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", _PLANNER)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "network.User"
INSTITUTION_MODEL = "network.Institution"

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# --- sign-in ---------------------------------------------------------------------------------------------------
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "network.sign_in.store.AccountBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_ADAPTER = "network.sign_in.adapters.AccountAdapter"
MFA_ADAPTER = "network.sign_in.adapters.MFAAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {"login_failed": None, "login": None}  # axes counts in the database, for every worker at once
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "network.sign_in.second_factor.AuthenticateForm",
    "reauthenticate": "network.sign_in.second_factor.ReauthenticateForm",
}
MFA_TOTP_ISSUER = "이음"
MFA_TOTP_TOLERANCE = 1
SECOND_FACTOR_REQUIRED = env.bool("SECOND_FACTOR_REQUIRED", default=not DEMO)
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours: 15 minutes
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_HANDLER = "axes.handlers.database.AxesDatabaseHandler"
AXES_LOCKOUT_TEMPLATE = "account/lockout.html"
AXES_HTTP_RESPONSE_CODE = 429
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_USERNAME_CALLABLE = "network.sign_in.sessions.attempt_name"  # a password typed as a name is stored nowhere
AXES_SENSITIVE_PARAMETERS = ["username", "login", "code"]
AXES_DISABLE_ACCESS_LOG = True  # sign-ins are in the audit trail

PROXY_HOPS = env.int("PROXY_HOPS", default=0)  # how many proxies of ours stand before this process

SESSION_ENGINE = "network.sign_in.store"
SESSION_IDLE_SECONDS = env.int("SESSION_IDLE_SECONDS", default=15 * 60)
SESSION_ABSOLUTE_SECONDS = env.int("SESSION_ABSOLUTE_SECONDS", default=12 * 3600)
SESSION_COOKIE_AGE = SESSION_ABSOLUTE_SECONDS
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
_SECURE = BASE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _SECURE
SESSION_COOKIE_NAME = "__Host-ieum" if _SECURE else "ieum"
CSRF_COOKIE_NAME = "__Host-ieum-csrf" if _SECURE else "ieum-csrf"
CSRF_FAILURE_VIEW = "core.pages.csrf_failure"
if _SECURE:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31536000
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# --- language, time, files ---------------------------------------------------------------------------------------
LANGUAGE_CODE = "ko"
TIME_ZONE = "Asia/Seoul"
USE_TZ = True
USE_I18N = True
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = DATA_DIR / "files"
AUDIT_HEADS = MEDIA_ROOT / "audit-heads.log"  # the chain of the audit trail, noted outside the database
_COLLECTED = env.bool("COLLECTED_STATIC", default=False)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if _COLLECTED
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not _COLLECTED
WHITENOISE_AUTOREFRESH = DEBUG or TESTING
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600

# --- mail, text messages, worker -----------------------------------------------------------------------------------
if not TESTING:
    globals().update(env.email_url("EMAIL_URL", default="consolemail://"))
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="ieum@localhost")
EMAIL_TIMEOUT = 10
SMS_URL = env.str("SMS_URL", default="")  # empty: texts are recorded, none leaves the house

REDIS_URL = env.str("REDIS_URL", default="redis://127.0.0.1:6379/0")
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = TIME_ZONE
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_DEFAULT_QUEUE = "celery"
BEAT_SECONDS = env.float(
    "BEAT_SECONDS", default=20.0
)  # how often due messages are looked for; the rest runs thrice slower
CELERY_BEAT_SCHEDULE = {
    "tick": {"task": "core.tasks.tick", "schedule": BEAT_SECONDS, "options": {"expires": BEAT_SECONDS}},
    "seal": {"task": "core.tasks.seal_audit", "schedule": 3 * BEAT_SECONDS, "options": {"expires": 3 * BEAT_SECONDS}},
    "sweep": {"task": "core.tasks.sweep", "schedule": 3 * BEAT_SECONDS, "options": {"expires": 3 * BEAT_SECONDS}},
}

# --- API ---------------------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["core.api.permissions.PolicyPermission"],
    "DEFAULT_RENDERER_CLASSES": ["core.api.rendering.OrjsonRenderer"],
    "DEFAULT_PARSER_CLASSES": ["core.api.parsing.BoundedJSONParser", "core.api.parsing.PartsParser"],
    "DEFAULT_FILTER_BACKENDS": ["core.api.filtering.ActorFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "core.api.schema.PortalSchema",
    "EXCEPTION_HANDLER": "core.api.faults.exception_handler",
    "DEFAULT_PAGINATION_CLASS": "core.api.paging.KeysetPagination",
    "PAGE_SIZE": 50,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "이음 API",
    "DESCRIPTION": "공공보건의료 협력 포털 이음의 업무 API. 화면에서 하는 모든 일을 같은 규칙으로 합니다.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "InstitutionKind": "network.directory.filters.institutions.KINDS",
        "PhoneKind": "network.models.institutions.Phone.Kind",
        "HoursKind": "network.models.institutions.OpeningHours.Kind",
    },
    "POSTPROCESSING_HOOKS": ["core.api.schema.without_marks"],
    "SERVE_PERMISSIONS": ["core.api.permissions.PolicyPermission"],
}

# --- the site's own choices (defaults of the domain reference; an operator may change them) ------------------------
SITE = {
    "office_phone": env.str("OFFICE_PHONE", default="031-828-5214"),
    "office_name": env.str("OFFICE_NAME", default="공공보건의료사업실"),
    "sgds_cutoff": env.int("SGDS_CUTOFF", default=8),
    "mmse_licensed": env.bool("MMSE_LICENSED", default=False),
    # how a mean of five points is told on a scale of 100: TIMES_20, or FROM_ZERO for (mean - 1) * 25
    "survey_hundred": env.str("SURVEY_HUNDRED", default="TIMES_20"),
    "closing_conference_required": env.bool("CLOSING_CONFERENCE_REQUIRED", default=False),
    # certificates are issued when the completion is decided, also on the day itself; else with the report
    "certificates_at_completion": env.bool("CERTIFICATES_AT_COMPLETION", default=False),
    # who is in charge of a case reads the person's whole name on their own lists; else the name is masked there as well
    "full_names_on_own_lists": env.bool("FULL_NAMES_ON_OWN_LISTS", default=False),
    "unselected_kept_days": 30,
    # from this hour until that one no text message leaves (Seoul); the same hour twice: at any time
    "quiet_from": env.int("QUIET_FROM", default=21),
    "quiet_until": env.int("QUIET_UNTIL", default=8),
    # whom to call when abuse is suspected; shown with the duty to report
    "abuse_phones": env.str("ABUSE_PHONES", default="아동 112 · 노인 1577-1389 · 장애인 1644-8295"),
    "identity_retention_days": env.int("IDENTITY_RETENTION_DAYS", default=365),
}
DEMO_PASSWORD = "ieum-demo-2026"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "core.context.RequestIdFilter"}},
    "formatters": {"line": {"format": "{asctime} {levelname} {request_id} {name} {message}", "style": "{"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["request_id"]},
    },
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", default="WARNING" if TESTING else "INFO")},
    "loggers": {
        "django.request": {"level": "ERROR"},
        "weasyprint": {"level": "ERROR"},
        "fontTools": {"level": "ERROR"},
    },
}

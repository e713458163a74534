"""Settings of one county's installation; everything that differs between installations comes from the environment.

DATABASE_URL      PostgreSQL for several workers; SQLite under CUNTONG_VAR otherwise
CUNTONG_VAR       where the database, documents, bundles and keys live (default: ./var)
CUNTONG_COUNTY    division code of the county (default: 440281)
CUNTONG_HOSTS     host names, comma separated
CUNTONG_DEBUG     1 shows tracebacks; never in service
CUNTONG_KUAIDI100_SALT, CUNTONG_KUAIDINIAO_KEY   the secrets agreed with the tracking services; without one its pushes are refused
CUNTONG_WEBHOOK_NETWORKS   networks of the house's own that webhooks may reach, comma separated: 10.20.0.0/16
CUNTONG_NOTICES   how recipients are told that a parcel waits: console (default), or http with CUNTONG_NOTICE_URL and
                  CUNTONG_NOTICE_KEY (apps/parcels/gateways.py says what is posted)
CUNTONG_SECRET_KEY, CUNTONG_FIELD_KEY   otherwise made at the first start and kept under CUNTONG_VAR
"""

import os
import secrets
import sys
from pathlib import Path

import dj_database_url
from csp.constants import NONCE, SELF

from cuntong.config import logs

PACKAGE = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("CUNTONG_VAR", "var")).resolve()
VAR.mkdir(parents=True, exist_ok=True)


def _kept_secret(name: str) -> str:
    """A secret from the environment, or one made once and kept readable by this user only."""
    if value := os.environ.get(f"CUNTONG_{name.upper()}"):
        return value
    path = VAR / name
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text()
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(48))
    return path.read_text()


DEBUG = os.environ.get("CUNTONG_DEBUG") == "1"
SECRET_KEY = _kept_secret("secret_key")
FIELD_KEY = _kept_secret("field_key")
ALLOWED_HOSTS = os.environ.get("CUNTONG_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
COUNTY_CODE = os.environ.get("CUNTONG_COUNTY", "440281")
BEHIND_TLS = os.environ.get("CUNTONG_TLS") == "1"

ROOMS = [
    f"cuntong.apps.{room}"
    for room in (
        "places",
        "staff",
        "inspections",
        "funds",
        "training",
        "parcels",
        "services",
        "market",
        "routes",
        "performance",
        "phone",
        "sample",
        "portal",
    )
    if (PACKAGE / "apps" / room / "apps.py").exists()
]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "cuntong.apps.desk",
    "cuntong.apps.accounts",
    "cuntong.apps.jobs",
    "cuntong.apps.evidence",
    "cuntong.apps.imports",
    *ROOMS,
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.socialaccount.providers.weixin",
    "allauth.socialaccount.providers.dingtalk",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "cuntong.apps.accounts.middleware.OwnPasswordFirst",
]

ROOT_URLCONF = "cuntong.config.urls"
WSGI_APPLICATION = "cuntong.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "csp.context_processors.nonce",
                "cuntong.config.navigation.frame",
            ],
        },
    }
]
FORM_RENDERER = "cuntong.apps.desk.forms.DeskRenderer"

# --- Database --------------------------------------------------------------------------------------------------

_SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536; "
    "PRAGMA mmap_size=268435456; PRAGMA temp_store=MEMORY; PRAGMA busy_timeout=20000;"
)
DATABASES = {
    "default": dj_database_url.config(default=f"sqlite:///{VAR / 'cuntong.sqlite3'}", conn_max_age=None)
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": _SQLITE_PRAGMAS,
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"


def _jobs_database_url() -> str:
    """DBOS keeps its queue beside the records: a file next to SQLite, a schema of its own in PostgreSQL."""
    if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        return f"sqlite:///{Path(DATABASES['default']['NAME']).with_name('jobs.sqlite3')}"
    return os.environ["DATABASE_URL"].replace("postgres://", "postgresql://", 1)


JOBS_DATABASE_URL = _jobs_database_url()

# --- Who signs in ----------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "cuntong.apps.accounts.adapters.InvitationAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/15m/key"}
ACCOUNT_SESSION_REMEMBER = None
SOCIALACCOUNT_ADAPTER = "cuntong.apps.accounts.adapters.ConnectedAccountsOnlyAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Cuntong"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_TLS
SECURE_SSL_REDIRECT = BEHIND_TLS
SECURE_HSTS_SECONDS = 31_536_000 if BEHIND_TLS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF, "data:"],
        "connect-src": [SELF],
        "worker-src": [SELF, "blob:"],
        "object-src": ["'none'"],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    }
}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}

# --- Language and time -----------------------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "web" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

# --- Files -----------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATIC_ROOT.mkdir(exist_ok=True)
STATICFILES_DIRS = [PACKAGE / "web" / "static", ("vendor", PACKAGE / "web" / "vendor")]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = DEBUG
MEDIA_ROOT = VAR / "documents"
SAMPLE = Path(os.environ.get("CUNTONG_SAMPLE", PACKAGE.parent.parent / "sample" / "lechang-2023"))
DOCUMENT_MAX_BYTES = 50 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600

# --- Machines outside ------------------------------------------------------------------------------------------

PUSH_SECRETS = {
    "kuaidi100": os.environ.get("CUNTONG_KUAIDI100_SALT", ""),
    "kuaidiniao": os.environ.get("CUNTONG_KUAIDINIAO_KEY", ""),
}
WEBHOOK_NETWORKS = [one for one in os.environ.get("CUNTONG_WEBHOOK_NETWORKS", "").split(",") if one]
# --- Notices to recipients -------------------------------------------------------------------------------------

NOTICE_GATEWAY = os.environ.get("CUNTONG_NOTICES", "console")
NOTICE_URL = os.environ.get("CUNTONG_NOTICE_URL", "")
NOTICE_KEY = os.environ.get("CUNTONG_NOTICE_KEY", "")

# --- Logs ------------------------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"masked": {"()": "cuntong.config.logs.MaskingFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "stream": sys.stderr, "formatter": "masked"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("CUNTONG_LOG_LEVEL", "WARNING")},
}
logs.configure()

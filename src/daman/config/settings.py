"""Settings, read from the environment once; `docs/operate/settings.md` says what each is for."""

import base64
import os
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF

from daman.config import database_url

ROOT = Path(__file__).resolve().parents[3]
DAMAN_ENV = os.environ.get("DAMAN_ENV") or "demo"
if DAMAN_ENV not in ("demo", "test", "production"):
    # A slip of the pen must not open production to made-up people.
    raise RuntimeError(f"DAMAN_ENV is {DAMAN_ENV!r}; it is demo, test or production")
IS_PRODUCTION = DAMAN_ENV == "production"
DAMAN_DATA_DIR = Path(os.environ.get("DAMAN_DATA_DIR", ROOT / "var" / "daman"))
# Keys for a machine without any: only ever used with made-up people.
DEMO_KEY = base64.b64encode(b"daman-demo-key-for-made-up-data!").decode()


def _secret(name: str) -> str:
    value = os.environ.get(name, "")
    if not value and IS_PRODUCTION:
        raise RuntimeError(f"{name} is not set; production does not start without it")
    return value or DEMO_KEY


SECRET_KEY = _secret("DAMAN_SECRET_KEY")
DAMAN_FIELD_KEY = base64.b64decode(_secret("DAMAN_FIELD_KEY"))
DAMAN_INDEX_KEY = base64.b64decode(_secret("DAMAN_INDEX_KEY"))

DEBUG = False
DAMAN_PUBLIC_URL = os.environ.get("DAMAN_PUBLIC_URL", "http://127.0.0.1:8000")
_IS_HTTPS = urlsplit(DAMAN_PUBLIC_URL).scheme == "https"
ALLOWED_HOSTS = [
    # This machine asks itself whether it is ready.
    *("127.0.0.1", "localhost", "[::1]"),
    *filter(None, [urlsplit(DAMAN_PUBLIC_URL).hostname]),
    *filter(None, os.environ.get("DAMAN_HOSTS", "").split(",")),
]
# Behind a proxy that ends TLS, forms come from the public address all the same.
CSRF_TRUSTED_ORIGINS = [DAMAN_PUBLIC_URL.rstrip("/")] if _IS_HTTPS else []

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "procrastinate.contrib.django",
    "csp",
    "daman.config",
    "daman.base.audit",
    "daman.base.outbox",
    "daman.base.guards",
    "daman.record.people",
    "daman.record.households",
    "daman.record.accounts",
    "daman.record.circumstances",
    "daman.record.documents",
    "daman.record.ledger",
    "daman.record.editions",
    "daman.exchange.banks",
    "daman.exchange.identity",
    "daman.exchange.notices",
    "daman.journey.registration",
    "daman.journey.profile",
    "daman.journey.applications",
    "daman.journey.assessment",
    "daman.journey.casework",
    "daman.journey.committee",
    "daman.journey.decisions",
    "daman.journey.payroll",
    "daman.insight.simulation",
    "daman.interfaces.ui",
    "daman.interfaces.portal",
    "daman.interfaces.workspace",
    "daman.interfaces.letters",
]

MIDDLEWARE = [
    # These three stand first, so that also static files and refused requests carry their headers.
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "daman.config.middleware.Moment",
    "daman.interfaces.ui.middleware.CleanRequest",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "daman.config.middleware.ActorMiddleware",
    "daman.config.middleware.Refusals",
]

ROOT_URLCONF = "daman.config.urls"
WSGI_APPLICATION = "daman.config.wsgi.application"
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "daman.interfaces.ui.context.shell",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

DATABASES = {
    "default": database_url.parse(
        os.environ.get("DATABASE_URL", "postgresql://daman@/daman?host=/nonexistent")
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.Account"
PASSWORD_HASHERS = [
    "daman.record.accounts.hashing.ModestArgon2Hasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]

SESSION_COOKIE_NAME = "__Host-session" if _IS_HTTPS else "session"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _IS_HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "__Host-csrf" if _IS_HTTPS else "csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "daman.interfaces.ui.views.csrf_failure"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_SAVE_EVERY_REQUEST = False

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if _IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _IS_HTTPS
SECURE_HSTS_PRELOAD = _IS_HTTPS
SECURE_SSL_REDIRECT = False
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    }
}

USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Riyadh"
LANGUAGE_CODE = "ar"
LANGUAGES = [("ar", "Arabic"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LOCALE_PATHS = [ROOT / "locale"]
FORMAT_MODULE_PATH = "daman.interfaces.ui.formats"

STATIC_URL = "/static/"
STATIC_ROOT = Path(os.environ.get("DAMAN_STATIC_DIR", DAMAN_DATA_DIR / "static"))
_MANIFEST = STATIC_ROOT / "staticfiles.json"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(DAMAN_DATA_DIR / "documents")},
    },
    "staticfiles": {
        "BACKEND": (
            "whitenoise.storage.CompressedManifestStaticFilesStorage"
            if _MANIFEST.exists()
            else "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
    },
}
WHITENOISE_USE_FINDERS = not _MANIFEST.exists()
WHITENOISE_ALLOW_ALL_ORIGINS = False

DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 300
DATA_UPLOAD_MAX_NUMBER_FILES = 12
FILE_UPLOAD_MAX_MEMORY_SIZE = 6_000_000
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
DAMAN_DOCUMENT_BYTES_MAX = 5_000_000

# The outside world. With simulators running, every address that is not set points at them.
DAMAN_SIMULATORS_URL = "" if IS_PRODUCTION else os.environ.get("DAMAN_SIMULATORS_URL", "")


def _outside(name: str, simulated_path: str) -> str:
    simulated = f"{DAMAN_SIMULATORS_URL}/simulators/{simulated_path}"
    return os.environ.get(name, simulated if DAMAN_SIMULATORS_URL else "")


DAMAN_REGISTRY_URL = _outside("DAMAN_REGISTRY_URL", "registry")
DAMAN_REGISTRY_TOKEN = os.environ.get("DAMAN_REGISTRY_TOKEN", "simulated")
DAMAN_NAFATH_ISSUER = _outside("DAMAN_NAFATH_ISSUER", "nafath")
DAMAN_NAFATH_AUTHORIZE_URL = os.environ.get("DAMAN_NAFATH_AUTHORIZE_URL", "")
DAMAN_NAFATH_CLIENT_ID = os.environ.get("DAMAN_NAFATH_CLIENT_ID", "daman")
DAMAN_NAFATH_CLIENT_SECRET = os.environ.get("DAMAN_NAFATH_CLIENT_SECRET", "simulated")
DAMAN_SMS_URL = _outside("DAMAN_SMS_URL", "sms")
DAMAN_SMS_TOKEN = os.environ.get("DAMAN_SMS_TOKEN", "simulated")
DAMAN_BANK_URL = _outside("DAMAN_BANK_URL", "bank")
DAMAN_BANK_TOKEN = os.environ.get("DAMAN_BANK_TOKEN", "simulated")

# Numbers people may call; unset until the ministry confirms them (policy.md C-25).
DAMAN_HELP_PHONE = os.environ.get("DAMAN_HELP_PHONE", "")

OTP_TOTP_ISSUER = "Daman"
# A code used early must not shift the clock of the real authenticators.
OTP_TOTP_SYNC = False
OTP_TOTP_THROTTLE_FACTOR = 1

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("DAMAN_LOG_LEVEL", "WARNING")},
}

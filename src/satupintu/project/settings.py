"""The one settings file: everything an office sets comes from environment variables."""

import os
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

import dj_database_url
from django.core.exceptions import ImproperlyConfigured


def _flag(name: str) -> bool:
    return os.environ.get(name, "").strip().lower() in {"1", "true", "yes", "ya", "on"}


def _words(name: str) -> list[str]:
    return [word.strip() for word in os.environ.get(name, "").split(",") if word.strip()]


def _public_url() -> tuple[str, str]:
    """The address that people type, as a browser writes it, and the host in it; '' and '' where none is given."""
    written = os.environ.get("SATUPINTU_URL", "").strip()
    address = written.lower().rstrip("/")
    found = re.fullmatch(r"https?://([a-z0-9][a-z0-9.-]*|\[[0-9a-f:.]+\])(?::\d{1,5})?", address)
    if written and not found:
        raise ImproperlyConfigured(
            f"SATUPINTU_URL={written} bukan alamat yang dapat dipakai. Tulis http:// atau https:// dan nama host saja, "
            "tanpa apa pun sesudahnya, misalnya https://satupintu.example"
        )
    return (address, found[1]) if found else ("", "")


def _database() -> dict[str, Any]:
    """What DATABASE_URL names, or SQLite in the data folder. What it says is not repeated: a password is in it."""
    written = (
        os.environ.get("DATABASE_URL", "").strip() or f"sqlite:///{quote(str(DATA / 'satupintu.sqlite3'))}"
    )
    try:
        found: dict[str, Any] = dict(dj_database_url.parse(written, conn_max_age=60, conn_health_checks=True))
    except ValueError:
        found = {}
    is_known = found.get("ENGINE") in ("django.db.backends.sqlite3", "django.db.backends.postgresql")
    if not is_known or found["NAME"] in ("", ":memory:"):
        raise ImproperlyConfigured(
            "DATABASE_URL tidak dapat dipakai. Tulis postgres://NAMA:SANDI@HOST:5432/BASISDATA, dengan tanda khas "
            "dalam sandi sebagai kode (@ menjadi %40, # menjadi %23), atau kosongkan: SQLite di folder data."
        )
    return found


BASE_DIR = Path(__file__).resolve().parents[3]

# Folders. VAR holds what can be made again; DATA holds what cannot: database, lists, rounds.
VAR = Path(os.environ.get("SATUPINTU_VAR") or BASE_DIR / "var").resolve()
DATA = Path(os.environ.get("SATUPINTU_DATA") or VAR / "data").resolve()

DEBUG = _flag("DEBUG")
DEMO = _flag("SATUPINTU_DEMO")
DEMO_PASSWORD = "satu-pintu-2021"  # noqa: S105 - shown on the sign-in page of the demo, and only there
PUBLIC_URL, _PUBLIC_HOST = _public_url()
HTTPS = PUBLIC_URL.startswith("https://")

SECRET_KEY = os.environ.get("SECRET_KEY", "")
if not SECRET_KEY:
    if not DEBUG:
        raise ImproperlyConfigured(
            "SECRET_KEY belum diisi. Isi variabel lingkungan SECRET_KEY dengan teks acak yang panjang dan "
            'simpan baik-baik; contohnya dari: python -c "import secrets; print(secrets.token_urlsafe(50))"'
        )
    SECRET_KEY = "only-for-a-developer-with-DEBUG-on"  # noqa: S105 - never used with DEBUG off

ALLOWED_HOSTS = _words("ALLOWED_HOSTS") or ["127.0.0.1", "localhost", "[::1]"]
if PUBLIC_URL:
    ALLOWED_HOSTS.append(_PUBLIC_HOST)
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL] if PUBLIC_URL else []
# Behind a proxy that sets these headers itself, and only then, they say who calls and how.
BEHIND_PROXY = _flag("SATUPINTU_PROXY")
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Apps, in the order of the house: a stage may know those above it, never those below.
INSTALLED_APPS = [
    "satupintu.foundation.areas",
    "satupintu.foundation.accounts",
    "satupintu.foundation.messaging",
    "satupintu.foundation.audit",
    "satupintu.foundation.work",
    "satupintu.pipeline.collection",
    "satupintu.pipeline.verification",
    "satupintu.pipeline.registry",
    "satupintu.pipeline.catalogue",
    "satupintu.pipeline.recipients",
    "satupintu.pipeline.screening",
    "satupintu.pipeline.proposals",
    "satupintu.pipeline.payments",
    "satupintu.community.coordination",
    "satupintu.portal",
    "satupintu.interop",
    "django_tasks",
    "django_tasks_db",
    "django_htmx",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "satupintu.portal.middleware.SecurityHeaders",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "satupintu.portal.middleware.IndonesianFirst",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "satupintu.foundation.accounts.middleware.SlidingSession",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "satupintu.pipeline.catalogue.middleware.OneCatalogue",
    "satupintu.portal.middleware.NotAllowedPage",
    "satupintu.interop.middleware.MachineLimit",
    "satupintu.portal.middleware.WithoutNul",
    "satupintu.portal.middleware.RequestLimit",  # last: it knows who asks, and nothing has read the body yet
]

ROOT_URLCONF = "satupintu.project.urls"
WSGI_APPLICATION = "satupintu.project.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "satupintu.portal.context.layout",
            ],
        },
    }
]
FORM_RENDERER = "satupintu.portal.forms.GovukRenderer"

# Database: SQLite in the data folder out of the box, PostgreSQL by DATABASE_URL.
DATABASES = {"default": _database()}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # WAL lets pages be read while the worker writes; IMMEDIATE takes the write lock at the start of a
    # transaction, so that two writers wait for each other instead of failing half-way.
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Who may come in.
AUTH_USER_MODEL = "accounts.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "portal:home"
LOGOUT_REDIRECT_URL = "portal:home"

# Offices prove who they are twice; the demo shows it without asking for it. "optional" while an office begins.
MFA_REQUIRED = os.environ.get("SATUPINTU_MFA", "optional" if DEMO else "required").strip() != "optional"
SECRET_KEY_FALLBACKS = _words(
    "SECRET_KEY_FALLBACKS"
)  # earlier keys: sessions and second factors outlive a change

# How codes reach phones: "whatsapp", "folder" (files in DATA/outbox, to try things out), or empty: not at all.
MESSAGES = "folder" if DEMO else os.environ.get("SATUPINTU_MESSAGES", "").strip().lower()
WHATSAPP = {
    name: os.environ.get(f"SATUPINTU_WHATSAPP_{name.upper()}", "")
    for name in ("token", "sender", "template", "reminder_template")
}

FIELD_SESSION_AGE = 30 * 24 * 60 * 60  # for those who sign in by phone; begins anew each day they come back
SESSION_COOKIE_NAME = "satupintu"
SESSION_COOKIE_AGE = 10 * 60 * 60  # one working day
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "satupintu.portal.errors.csrf_failure"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS and BEHIND_PROXY  # only a proxy can tell us which call came without TLS
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'; "
    "worker-src 'self'"
)

# What people may send: a village's list with pictures fits in 32 MB; larger ones go by the command line.
UPLOAD_LIMIT = 32 * 1024 * 1024
# What one request may hold before it is read at all: several lists at once, and from strangers only forms.
REQUEST_LIMIT = 8 * UPLOAD_LIMIT
REFERENCE_LIMIT = 512 * 1024 * 1024  # reference lists, from a district office; read in the background
STRANGER_LIMIT = 64 * 1024
COLLECTOR_LIMIT = (
    40 * 1024 * 1024
)  # one request of ODK Collect, with a key that holds; it splits what is more
LETTER_LIMIT = 4 * 1024 * 1024  # a letter that somebody holds, to be compared with the one that was issued
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
FILES_AT_ONCE = 50  # lists in one request; the form says so before any is kept
DATA_UPLOAD_MAX_NUMBER_FILES = 2 * FILES_AT_ONCE  # from here on nothing more of the request is read
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "satupintu.portal.uploads.TemporaryFile",
]
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600
MEDIA_ROOT = DATA / "files"

# Exchange with other systems: what we call ourselves, the key we sign with (PEM or JWK), and hosts that callbacks may
# go to although they are inside (host, or host:port).
DCI_ID = os.environ.get("SATUPINTU_DCI_ID", "").strip()
DCI_KEY = os.environ.get("SATUPINTU_DCI_KEY", "").strip().replace("\\n", "\n")  # one line in an env file
DCI_OPEN_HOSTS = frozenset(word.lower() for word in _words("SATUPINTU_DCI_HOSTS"))
DCI_LIMIT = 8 * 1024 * 1024
# Open data at /data/: under which licence, and who publishes it.
OPEN_DATA_LICENCE = os.environ.get(
    "SATUPINTU_DATA_LICENCE", "https://creativecommons.org/licenses/by/4.0/"
).strip()
OPEN_DATA_PUBLISHER = os.environ.get("SATUPINTU_DATA_PUBLISHER", "Satu Pintu").strip()
# Addresses of machines, which show a token, and what one request of theirs may hold.
MACHINE_LIMITS = {"/dci/": DCI_LIMIT, "/api/": DATA_UPLOAD_MAX_MEMORY_SIZE}

# Language and time.
LANGUAGE_CODE = "id"
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "bahasa"
LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60
LANGUAGE_COOKIE_SAMESITE = "Lax"
LOCALE_PATHS = [Path(__file__).resolve().parents[1] / "foundation" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Jakarta"

# Static files are collected once, with their hash in the name and compressed, and kept by browsers.
STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
WHITENOISE_ALLOW_ALL_ORIGINS = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

SILENCED_SYSTEM_CHECKS = ["security.W021"]  # HSTS preloading is the office's own decision

# Personal data never belongs in a log: code does not write it, and this filter masks what slips through.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "mask": {"()": "satupintu.foundation.audit.masking.MaskPersonalData"},
        "forbidden": {"()": "satupintu.foundation.audit.masking.ForbiddenInOneLine"},
    },
    "formatters": {
        "line": {
            "()": "satupintu.foundation.audit.masking.MaskingFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s: %(message)s",
        }
    },
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["mask", "forbidden"],
        }
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "satupintu": {"level": "INFO"},
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "django_tasks_db": {"level": "WARNING"},
    },
}

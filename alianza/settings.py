"""All settings, all from the environment (README, "Configuration"). Nothing secret has a default outside DEBUG."""

import os
from pathlib import Path

import environ
import pghistory
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from alianza.environment import broker_url, domain_rates, mail_service, quiet_hours
from alianza.schedule import schedule

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()


def required(name: str, why: str) -> str:
    """The variable's value; outside DEBUG a sentence instead of a start without it."""
    value = env.str(name, "")
    if not value and not DEBUG:
        raise ImproperlyConfigured(f"{name} is not set: {why}. See README, Configuration.")
    return value


DEBUG = env.bool("DEBUG", False)
ALIANZA_DEMO = env.bool("ALIANZA_DEMO", False)
DEMO_MAILDIR = env.str("DEMO_MAILDIR", "")

SECRET_KEY = required("SECRET_KEY", "it signs sessions and links") or "only-for-debug"
ALLOWED_HOSTS = [h for h in required("ALLOWED_HOSTS", "name the hosts you serve").split(",") if h]
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# Links in mails start with this; a worker has no request to ask.
SITE_URL = (required("SITE_URL", "links in mails start with it") or "http://localhost:8000").rstrip("/")
HTTPS = SITE_URL.startswith("https://")
ALLIANCE_NAME = env.str("ALLIANCE_NAME", "La Alianza")
COUNTRY = env.str("COUNTRY", "CO")
CURRENCY = env.str("CURRENCY", "COP")

INSTALLED_APPS = [
    "alianza",
    "actionplans",
    "meetings",
    "members",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_filters",
    "django_htmx",
    "pgtrigger",
    "pghistory",
    "pghistory.admin",
    "alianza.apps.AlianzaAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "members.once.OnceMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "members.middleware.SessionActivityMiddleware",
    "members.middleware.SecondFactorMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "members.middleware.AuditMiddleware",
    "members.middleware.PrivatePagesMiddleware",
]

ROOT_URLCONF = "alianza.urls"
WSGI_APPLICATION = "alianza.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "members.context_processors.alliance",
            ],
        },
    },
]
FORM_RENDERER = "members.forms.renderer.PageFormRenderer"

# Database: the application's role must not own the tables, else it could switch the triggers off (README).
DATABASES = {
    "default": env.db_url_config(required("DATABASE_URL", "it names the PostgreSQL database") or "postgres:///alianza")
}
DATABASES["default"]["CONN_MAX_AGE"] = None
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = required("REDIS_URL", "Celery and the rate limits live there") or "redis://localhost:6379/0"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
SESSION_ENGINE = "django.contrib.sessions.backends.db"

# Celery: measured settings, so that a killed worker loses nobody.
CELERY_BROKER_URL = broker_url(REDIS_URL)
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_TASK_TIME_LIMIT = 270
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 900}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "America/Bogota"
# Twice in the minute in which a mail whose worker died must have left: one sweep may be lost with Redis.
OUTBOX_SWEEP_SECONDS = env.int("OUTBOX_SWEEP_SECONDS", 30)

# Mail. The outbox is the only sender; its lease is longer than the timeout.
vars().update(env.email_url("EMAIL_URL", "smtp://127.0.0.1:25" if not DEBUG else "consolemail://"))
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", f"{ALLIANCE_NAME} <alianza@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Bounces come to bounces+…@ here (README, "Bounces"); empty: they are not followed.
BOUNCE_ADDRESS = env.str("BOUNCE_ADDRESS", "")
# A Maildir's folder or imaps://user:password@host/INBOX, read by the worker; empty: take_bounces is given them.
BOUNCE_MAILBOX = env.str("BOUNCE_MAILBOX", "")
CELERY_BEAT_SCHEDULE = schedule(sweep_seconds=OUTBOX_SWEEP_SECONDS, reads_notices=bool(BOUNCE_MAILBOX))

# A mail service instead of SMTP, by anymail's name (mailgun, postmark, brevo…); its webhooks tell of bounces.
MAIL_SERVICE = env.str("MAIL_SERVICE", "")
ANYMAIL = mail_service(os.environ, EMAIL_TIMEOUT) if MAIL_SERVICE else {}
if MAIL_SERVICE:
    INSTALLED_APPS.append("anymail")
    EMAIL_BACKEND = f"anymail.backends.{MAIL_SERVICE}.EmailBackend"
    BOUNCE_ADDRESS = ""
# Where calendars send their answers to invitations (README, "Calendars"); empty: they are not taken in.
REPLY_ADDRESS = env.str("REPLY_ADDRESS", "")
# So long a convened meeting's edits rest before everybody is told: a burst of edits is one mail.
MEETING_CHANGES_SECONDS = env.int("MEETING_CHANGES_SECONDS", 300)
OUTBOX_LEASE_SECONDS = 60
# After a passing refusal (4xx) or a server out of reach, try again after so long; after the last, the row has failed.
OUTBOX_RETRY_SECONDS = [int(s) for s in env.list("OUTBOX_RETRY_SECONDS", default=[60, 300, 900, 3600, 14400, 43200])]
# When the notices of people who want one mail a day are gathered (TIME_ZONE).
OUTBOX_DIGEST_HOUR = env.int("OUTBOX_DIGEST_HOUR", 7)
# Several mails of one kind to one person in this time become one; 0: each one leaves by itself.
OUTBOX_MERGE_SECONDS = env.int("OUTBOX_MERGE_SECONDS", 120)

# Where the recipient is (the person's time zone, else TIME_ZONE).
QUIET_HOURS = quiet_hours(env.str("QUIET_HOURS", "21-7"))
# How long a share waits before its mails leave; until then it can be called back whole.
SHARE_HOLD_SECONDS = env.int("SHARE_HOLD_SECONDS", 60)

OUTBOX_DOMAIN_RATES = domain_rates(env.list("OUTBOX_DOMAIN_RATES", default=[]))

# Accounts: by e-mail, no open sign-up.
AUTH_USER_MODEL = "members.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
# What publishing a version asks before coordinators have set the alliance's own rule.
PUBLICATION_RULE = {
    "percent": env.int("PUBLICATION_PERCENT", default=50),
    "dissent_answered": env.bool("PUBLICATION_DISSENT_ANSWERED", default=True),
    "after_deadline": env.bool("PUBLICATION_AFTER_DEADLINE", default=True),
}
EVIDENCE_MAX_BYTES = env.int("EVIDENCE_MAX_BYTES", default=5 * 1024**2)
IMPORT_MAX_BYTES = env.int("IMPORT_MAX_BYTES", default=10 * 1024**2)
# Beside its own, for log-ins.
ACCOUNT_RATE_LIMITS = {
    "verify_file": "30/10m/ip",
    "check_in": "100/10m/ip",  # a whole meeting may come from one address; a code has eight digits
    "delivery_address": "10/10m/key",
    "substitute": "5/h/key",
}
ACCOUNT_ADAPTER = "members.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_MAX_EMAIL_ADDRESSES = 2
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
# A password is never enough: representatives get a code by mail, or use what coordinators and administrators must use.
SECOND_FACTOR = env.bool("SECOND_FACTOR", True)
if not (SECOND_FACTOR or DEBUG or ALIANZA_DEMO):
    raise ImproperlyConfigured("SECOND_FACTOR=0 is for the demo: here accounts reach the names of people at risk.")
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
MFA_ADAPTER = "members.accounts.MFAAdapter"
MFA_FORMS = {
    "authenticate_webauthn": "members.forms.passkeys.SecondFactorForm",
    "add_webauthn": "members.forms.passkeys.AddForm",
    "login_webauthn": "members.forms.passkeys.LoginForm",
    "reauthenticate_webauthn": "members.forms.passkeys.ReauthenticateForm",
}
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TRUST_ENABLED = False
MFA_TOTP_ISSUER = ALLIANCE_NAME
USERSESSIONS_TRACK_ACTIVITY = True
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", 0)
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# Audit below the ORM: triggers write every change, the request's middleware says who and from where.
PGHISTORY_APPEND_ONLY = True
PGHISTORY_ADMIN_CLASS = "alianza.admin.history.HistoryAdmin"
PGHISTORY_DEFAULT_TRACKERS = (pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())

LANGUAGE_CODE = "es"
LANGUAGES = [("es", _("Spanish")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "America/Bogota"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = env.path("STATIC_ROOT", default=str(BASE_DIR / ".static"))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# Web security. Strict CSP: no inline script or style anywhere, the admin included.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.int("TRUSTED_PROXY_COUNT", 0) else None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 60 * 60  # at most, whatever happens in it
SESSION_IDLE_SECONDS = env.int("SESSION_IDLE_SECONDS", 2 * 60 * 60)
LANGUAGE_COOKIE_SAMESITE = "Lax"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
}

"""Django's settings. What differs between installations comes from the environment, read in lib.env."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from heliograph import locale
from heliograph.lib.env import Environment, MailServer, PostgresServer, SqliteFile, parse
from heliograph.project import folder, logs
from heliograph.site.language import FALLBACK, NAMES
from heliograph.surfaces.dashboard import look

ENVIRONMENT = parse(os.environ)
DATA_FOLDER = folder.made(ENVIRONMENT.data)

# Security
DEBUG = False
SECRET_KEY = ENVIRONMENT.secret_key or folder.secret_key(DATA_FOLDER)
ALLOWED_HOSTS = [ENVIRONMENT.host, *ENVIRONMENT.allowed_hosts, "localhost", "127.0.0.1", "[::1]"]
RENDERS_PER_MINUTE = ENVIRONMENT.renders_per_minute
ALLOW_NETWORKS = ENVIRONMENT.allow_networks  # that requests of ours may go to, inside
CSRF_TRUSTED_ORIGINS = [ENVIRONMENT.url]
_IS_HTTPS = ENVIRONMENT.url.startswith("https:")
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if _IS_HTTPS else 0  # on each answer to a request over https
CSRF_COOKIE_SECURE = SESSION_COOKIE_SECURE = _IS_HTTPS
CSRF_COOKIE_HTTPONLY = SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_PATH = SESSION_COOKIE_PATH = "/dashboard"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "dashboard:index"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
AUTH_USER_MODEL = "accounts.User"
SILENCED_SYSTEM_CHECKS = ["auth.E003", "auth.W004"]  # an address is once whatever its case: no plain `unique`
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "heliograph.accounts.hashers.ImportedBcrypt",  # of imported installations; rehashed at sign-in
    "django.contrib.auth.hashers.BCryptSHA256PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
]


# Signing in
def _providers(environment: Environment) -> list[dict[str, Any]]:
    """Of single sign-on, as the library wants them: none, or the one that the owner named."""
    if environment.oidc_issuer is None:
        return []
    return [
        {
            "provider_id": "sso",
            "name": environment.oidc_name,
            "client_id": environment.oidc_client_id,
            "secret": environment.oidc_client_secret,
            "settings": {"server_url": environment.oidc_issuer},
        }
    ]


AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "heliograph.surfaces.dashboard.entrance.lost_addresses.LostAddressBackend",
]
ACCOUNT_ADAPTER = "heliograph.surfaces.dashboard.entrance.adapters.SignIn"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # an address is the user's column alone; the library keeps none
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = False  # entrance.throttle counts for all processes together
SOCIALACCOUNT_ADAPTER = "heliograph.surfaces.dashboard.entrance.single_sign_on.SingleSignOn"
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": _providers(ENVIRONMENT)}}
SINGLE_SIGN_ON_ROLE = ENVIRONMENT.oidc_role
AUTH_HEADER = ENVIRONMENT.auth_header and f"HTTP_{ENVIRONMENT.auth_header.upper().replace('-', '_')}"
MFA_ADAPTER = "heliograph.surfaces.dashboard.entrance.adapters.SecondFactor"
MFA_FORMS = {
    "authenticate": "heliograph.surfaces.dashboard.entrance.forms.CodeForm",
    "reauthenticate": "heliograph.surfaces.dashboard.entrance.forms.CodeAgainForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_TOLERANCE = 1
CACHES = {  # where the library remembers codes that were used: for all processes
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": DATA_FOLDER.path / "cache",
    }
}

# The parts
INSTALLED_APPS = [
    "heliograph.surfaces.dashboard.apps.DashboardConfig",  # before Unfold, whose templates it replaces
    "heliograph.surfaces.dashboard.apps.UnfoldConfig",
    "django.contrib.admin.apps.SimpleAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",  # its templates
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.usersessions",
    "heliograph.events",
    "heliograph.site",
    "heliograph.accounts",
    "heliograph.status",
    "heliograph.metrics",
    "heliograph.subscribers",
    "heliograph.monitoring",
    "heliograph.delivery",
    "heliograph.surfaces.public",
    "heliograph.surfaces.rest",
    "heliograph.project",
]
MIDDLEWARE = [
    "heliograph.project.probes.ProbeMiddleware",
    "heliograph.project.cache_control.CacheControl",
    "django.middleware.security.SecurityMiddleware",
    "heliograph.project.static.StaticFiles",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",  # ETag and 304
    "django.middleware.common.CommonMiddleware",  # refuses hosts that are not ours
    "heliograph.surfaces.rest.door.RestDoor",
    # From here on all are for /dashboard alone, though the library's passes everybody through.
    "heliograph.surfaces.dashboard.middleware.Sessions",
    "heliograph.surfaces.dashboard.middleware.ForgedRequests",
    "heliograph.surfaces.dashboard.middleware.Authentication",
    "heliograph.surfaces.dashboard.middleware.Messages",
    "allauth.account.middleware.AccountMiddleware",
    "heliograph.surfaces.dashboard.entrance.door.EntranceDoor",
    "heliograph.surfaces.dashboard.middleware.DashboardDoor",
]
ROOT_URLCONF = "heliograph.project.urls"
WSGI_APPLICATION = "heliograph.project.wsgi.application"
APPEND_SLASH = False
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [  # of the dashboard; the public pages are rendered without a request
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
UNFOLD = look.UNFOLD
WORKER_CHECK = "heliograph.project.readiness.worker_answers"  # by name: the dashboard knows nothing above it

# Time and language
TIME_ZONE = "UTC"
USE_TZ = True
LANGUAGE_CODE = FALLBACK
LANGUAGES = [(tag.lower(), name) for tag, name in NAMES.items()]
LOCALE_PATHS = [Path(locale.__path__[0])]
FORMAT_MODULE_PATH = locale.__name__

# Static files are found where they are, so that nothing has to be collected before the first start.
STATIC_URL = "/static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "heliograph.project.static.VersionedFiles"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 7 * 24 * 3600

LOGGING = logs.config(ENVIRONMENT.log_format)
LOGGING_CONFIG = "logging.config.dictConfig"


# A transaction that begins as a reader cannot become a writer without failing when another one wrote in
# between: each begins as a writer, and waits. FULL syncs the WAL at every commit: an acknowledged write
# survives a power cut. NORMAL would lose the last commits then.
_SQLITE = {
    "timeout": 20,
    "transaction_mode": "IMMEDIATE",
    "init_command": (
        "PRAGMA journal_mode=WAL;"
        "PRAGMA synchronous=FULL;"
        "PRAGMA cache_size=-16000;"  # KiB for each connection
        "PRAGMA mmap_size=268435456;"
        "PRAGMA journal_size_limit=67108864;"
        "PRAGMA temp_store=MEMORY"
    ),
}

# A server that is switched off says no word: a connection to it is given up after half a minute.
_POSTGRESQL = {
    "application_name": "heliograph",
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 25_000,  # milliseconds; all others are seconds
}


def _database(said: SqliteFile | PostgresServer | None) -> dict[str, Any]:
    kept = {"CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": True}
    match said:
        case PostgresServer():
            return kept | {
                "ENGINE": "django.db.backends.postgresql",
                "NAME": said.name,
                "HOST": said.host,
                "PORT": said.port or "",
                "USER": said.user,
                "PASSWORD": said.password,
                "OPTIONS": _POSTGRESQL | dict(said.options),
            }
        case SqliteFile(path=path):
            return kept | {"ENGINE": "heliograph.lib.sqlite", "NAME": path, "OPTIONS": _SQLITE}
        case None:
            return _database(SqliteFile(path=DATA_FOLDER.database))


DATABASES = {"default": _database(ENVIRONMENT.database)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"


# Mail
DEFAULT_FROM_EMAIL = SERVER_EMAIL = ENVIRONMENT.email_from
EMAIL_TIMEOUT = 20
match ENVIRONMENT.email:
    case MailServer() as _server:
        EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        EMAIL_HOST, EMAIL_PORT = _server.host, _server.port
        EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _server.user, _server.password
        EMAIL_USE_TLS, EMAIL_USE_SSL = _server.starttls, _server.tls
    case None:
        EMAIL_BACKEND = "heliograph.project.mail.LogBackend"

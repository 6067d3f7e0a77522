"""Settings. Everything that differs between installations comes from the environment (docs/deployment.md)."""

from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF

from config import embedded, env, history, logs

BASE_DIR = Path(__file__).resolve().parent.parent

DEMO = env.flag("DEMO")
DEBUG = env.flag("DEBUG")
DATABASE_URL = env.text("DATABASE_URL")
# With nothing set this is somebody's own machine: it answers on loopback only, on its private database. As soon as one
# setting of a real installation is there, all of them must be.
LOCAL = DEMO or DEBUG or not env.any_of("DATABASE_URL", "SECRET_KEY", "ALLOWED_HOSTS", "PRODUCTION")
OIDC_NAME = env.text("OIDC_NAME")
SITE_NAME = env.text("SITE_NAME", "Placements")
SITE_URL = env.text("SITE_URL", "http://127.0.0.1:8000").rstrip("/")

SECRET_KEY = (
    env.text("SECRET_KEY", "for-this-machine-only-" + "0" * 40)
    if LOCAL and not env.any_of("ALLOWED_HOSTS")
    else env.secret("SECRET_KEY", because="sessions are signed with it")
)
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS = (
    env.words("ALLOWED_HOSTS", "127.0.0.1,localhost")
    if LOCAL
    else env.hosts("ALLOWED_HOSTS", because="links are refused for any other name")
)
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "config",
    "accounts",
    "notifications",
    "documents",
    "ui",
    "reference",
    "children",
    "carers",
    "placements",
    "brokerage",
    "evaluation",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    # It brings an HTTP client of its own, which nobody without a sign-in service needs.
    *(["allauth.socialaccount.providers.openid_connect"] if OIDC_NAME else []),
    "crispy_forms",
    "csp",
    "django_filters",
    "django_htmx",
    "pgtrigger",
    "pghistory",
]

MIDDLEWARE = [
    "accounts.middleware.RefuseUnreadableInput",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "accounts.middleware.LogRequest",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.AskToSignIn",
    "accounts.middleware.RequestTransaction",
    "accounts.middleware.EndIdleSession",
    "accounts.middleware.RequireSecondFactor",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "ui.context_processors.service",
                "accounts.context_processors.session_end",
            ],
            "builtins": ["django.templatetags.static"],
        },
    }
]

if not LOCAL:
    env.required(
        "DATABASE_URL", because="a real installation keeps its records on its own PostgreSQL"
    )
DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        **embedded.settings_for(DATABASE_URL, home=BASE_DIR),
    }
}
DATABASES["default"]["OPTIONS"] = {
    "connect_timeout": 3,
    "application_name": "placements",
    "options": "-c statement_timeout=20000 -c lock_timeout=2000 -c jit=off"
    " -c idle_in_transaction_session_timeout=30000",
    **DATABASES["default"].get("OPTIONS", {}),
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
SILENCED_SYSTEM_CHECKS = ["auth.W004"]  # unique by accounts_user_email_is_unique, whatever the case
AUTHENTICATION_BACKENDS = ["accounts.backends.Staff"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "notifications.adapters.SendsThroughOutbox"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_FORMS = {"reset_password": "accounts.sign_in_forms.AskForNewPassword"}
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "5/5m/key,20/5m/ip",
    "reset_password": "5/h/ip,3/h/key",
}
ALLAUTH_TRUSTED_PROXY_COUNT = env.integer("TRUSTED_PROXY_COUNT", 0)
MFA_ADAPTER = "allauth.mfa.adapter.DefaultMFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = SITE_NAME
MFA_REQUIRED_EVERYWHERE = env.flag("MFA_REQUIRED", default=not LOCAL)
SOCIALACCOUNT_ADAPTER = "accounts.adapters.KnownPeopleOnly"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_PROVIDERS = (
    {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [
                {
                    "provider_id": "staff",
                    "name": OIDC_NAME,
                    "client_id": env.required("OIDC_CLIENT_ID", because="OIDC_NAME is set"),
                    "secret": env.required("OIDC_CLIENT_SECRET", because="OIDC_NAME is set"),
                    "settings": {
                        "server_url": env.required("OIDC_SERVER", because="OIDC_NAME is set"),
                        # The claim that names a person for good: Entra ID's is "oid".
                        "uid_field": env.text("OIDC_SUBJECT", "sub"),
                    },
                }
            ],
        }
    }
    if OIDC_NAME
    else {}
)

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_IDLE_MINUTES = env.integer("SESSION_IDLE_MINUTES", 0 if LOCAL else 60)
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not LOCAL
# Such a name binds the cookie to this host and to HTTPS; a browser refuses it from anywhere else.
SESSION_COOKIE_NAME = "sessionid" if LOCAL else "__Host-sessionid"
CSRF_COOKIE_NAME = "csrftoken" if LOCAL else "__Host-csrftoken"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "ui.errors.csrf_failed"

SECURE_SSL_REDIRECT = not LOCAL and env.flag("HTTPS_REDIRECT", default=True)
SECURE_HSTS_SECONDS = 0 if LOCAL else 63_072_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not LOCAL
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("BEHIND_HTTPS_PROXY") else None
)
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, "'sha256-GUQ5ad8JK5KmEWmROf3LZd9ge94daqNvd8xy9YS1iDw='"],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "documents.uploads.StopsAtLimit",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
UPLOAD_MAX_BYTES = env.integer("UPLOAD_MAX_BYTES", 30 * 1024 * 1024)
IMPORT_ROWS_KEPT_DAYS = env.integer("IMPORT_ROWS_KEPT_DAYS", 30)
REPORTS_KEPT_DAYS = env.integer("REPORTS_KEPT_DAYS", 730)
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# Rate limits are counted here, by every process together; culling early would forget them.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accounts_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English")]
TIME_ZONE = "Europe/London"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = Path(env.text("STATIC_ROOT", str(BASE_DIR / "staticfiles")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if LOCAL
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}
WHITENOISE_USE_FINDERS = LOCAL

CRISPY_ALLOWED_TEMPLATE_PACKS = ("govpack",)
CRISPY_TEMPLATE_PACK = "govpack"

DEMO_KEEPS_MAIL = DEMO and not env.text("EMAIL_HOST")
EMAIL_BACKEND = (
    "notifications.demo_mail.KeepsMail"
    if DEMO_KEEPS_MAIL
    else "django.core.mail.backends.smtp.EmailBackend"
)
EMAIL_HOST = env.text("EMAIL_HOST", "127.0.0.1")
EMAIL_PORT = env.integer("EMAIL_PORT", 25)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS")
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "placements@localhost")

# Who writes which kind of message; see notifications/composing.py.
MESSAGE_KINDS: dict[str, str] = {
    "account-new-password": "notifications.account_messages.NewPassword",
    "account-password-changed": "notifications.account_messages.PasswordChanged",
    "account-password-chosen": "notifications.account_messages.PasswordChosen",
    "account-two-step-on": "notifications.account_messages.TwoStepOn",
    "account-two-step-off": "notifications.account_messages.TwoStepOff",
    "account-recovery-codes": "notifications.account_messages.RecoveryCodes",
    "referral-submitted": "brokerage.messages.referrals.ReferralSubmitted",
    "referral-returned": "brokerage.messages.referrals.ReferralReturned",
    "referral-accepted": "brokerage.messages.referrals.ReferralAccepted",
    "placed-social-worker": "brokerage.messages.decisions.PlacedForSocialWorker",
    "placed-reviewing-officer": "brokerage.messages.decisions.PlacedForReviewingOfficer",
    "placed-service": "brokerage.messages.decisions.PlacedForService",
    "round-invitation": "brokerage.messages.rounds.RoundInvitation",
    "round-reminder": "brokerage.messages.rounds.RoundReminder",
    "round-receipt": "brokerage.messages.rounds.RoundReceipt",
    "round-outcome": "brokerage.messages.rounds.RoundOutcome",
    "round-chosen": "brokerage.messages.rounds.RoundChosen",
    "round-locked": "brokerage.messages.rounds.LinkLocked",
    "placement-move-changed": "placements.messages.MoveChanged",
    "plan-asked": "placements.plan_messages.PlanAsked",
    "plan-approved-social-worker": "placements.plan_messages.ApprovedForSocialWorker",
    "plan-approved-reviewing-officer": "placements.plan_messages.ApprovedForReviewingOfficer",
    "plan-approved-coach": "placements.plan_messages.ApprovedForCoach",
    "plan-approved-service": "placements.plan_messages.ApprovedForService",
    "clock-soon": "placements.reminders.ClockSoon",
    "clock-overdue": "placements.reminders.ClockOverdue",
    "report-ready": "evaluation.messages.ReportReady",
    "report-failed": "evaluation.messages.ReportCouldNotBeMade",
}
# What the mail server allows from all workers together; 0 for any number.
OUTBOX_PER_MINUTE = env.integer("OUTBOX_PER_MINUTE", 1200)
OUTBOX_CONNECTIONS = 1 if DEMO_KEEPS_MAIL else min(env.integer("OUTBOX_CONNECTIONS", 4), 10)
# Processes that send at once; a worker needs at least one more for everything else.
OUTBOX_SENDERS = env.integer("OUTBOX_SENDERS", 2)
OUTBOX_LEASE_SECONDS = env.integer("OUTBOX_LEASE_SECONDS", 60)
OUTBOX_RUN_SECONDS = env.integer("OUTBOX_RUN_SECONDS", 300)
OUTBOX_SWEEP_SECONDS = 15

REDIS_URL = env.text("REDIS_URL")
DOORBELL_APP = "config.celery.app"  # notifications/doorbell.py imports it when it first rings
DOORBELL_FOLDER = Path(env.text("DOORBELL_FOLDER", str(BASE_DIR / ".local" / "celery")))
TASK_LONGEST = 540  # seconds
CELERY_BROKER_URL = REDIS_URL or "filesystem://localhost"
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = (
    {
        # A task that runs longer than this is handed out a second time.
        "visibility_timeout": TASK_LONGEST + 60,
        "unacked_restore_interval": 10,
        "unacked_restore_throttle": 1,
        "health_check_interval": 25,
        # A server that is away or hangs costs whoever rings two seconds, once.
        "socket_timeout": 2,
        "socket_connect_timeout": 2,
        "max_retries": 0,
        "interval_start": 0,
    }
    if REDIS_URL
    else {
        "data_folder_in": str(DOORBELL_FOLDER / "queue"),
        "data_folder_out": str(DOORBELL_FOLDER / "queue"),
        "control_folder": str(DOORBELL_FOLDER / "control"),
    }
)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_TASK_SERIALIZER = CELERY_RESULT_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = TASK_LONGEST
CELERY_TASK_SOFT_TIME_LIMIT = TASK_LONGEST - 30
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_QUEUES: dict[str, dict[str, str]] = {"default": {}, "mail": {}}
CELERY_TASK_CREATE_MISSING_QUEUES = False
CELERY_TASK_ROUTES = {"notifications.tasks.*": {"queue": "mail"}}
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 25
CELERY_WORKER_ENABLE_REMOTE_CONTROL = bool(REDIS_URL)
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
# A ring that nobody heard for the length of a round is dropped: the next one says the same.
# How many days before something for a child is due its owner is told.
CLOCK_REMIND_DAYS = env.integer("CLOCK_REMIND_DAYS", 10)
CELERY_BEAT_SCHEDULE = {
    "send what is due": {
        "task": "notifications.tasks.send_due",
        "schedule": 15.0,
        "options": {"expires": 15},
    },
    "close rounds whose time is up": {
        "task": "brokerage.tasks.close_due_rounds",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "discard old drafts": {
        "task": "ui.tasks.discard_old_drafts",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "keep columns for processes that start": {
        "task": "brokerage.tasks.keep_columns",
        "schedule": 300.0,
        "options": {"expires": 300},
    },
    "make desk plans": {
        "task": "brokerage.tasks.make_desk_plans",
        "schedule": 5.0,
        "options": {"expires": 5},
    },
    "work on imports": {
        "task": "carers.tasks.work_on_imports",
        "schedule": 5.0,
        "options": {"expires": 5},
    },
    "remind of clocks": {
        "task": "placements.tasks.remind_of_clocks",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "rank stored searches again": {
        "task": "evaluation.tasks.replay_searches",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "read statutory returns": {
        "task": "evaluation.tasks.read_returns",
        "schedule": 5.0,
        "options": {"expires": 5},
    },
    "hold large returns against the desk": {
        "task": "evaluation.tasks.match_returns",
        "schedule": 5.0,
        "options": {"expires": 5},
    },
    "forget returns that nobody confirmed": {
        "task": "evaluation.tasks.forget_old_previews",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "make reports": {
        "task": "evaluation.tasks.make_reports",
        "schedule": 5.0,
        "options": {"expires": 5},
    },
    "order the reports of the month": {
        "task": "evaluation.tasks.order_due_reports",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "forget old reports": {
        "task": "evaluation.tasks.forget_old_reports",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "forget what old imports have read": {
        "task": "carers.tasks.forget_old_imports",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
}
CELERY_BEAT_SCHEDULE_FILENAME = env.text("BEAT_FILE", str(DOORBELL_FOLDER / "beat"))

LOGGING = logs.settings_for(local=LOCAL)

# (label, URL name, permission); an entry is shown when its page exists and the role allows it.
SERVICE_NAVIGATION = (
    ("Inbox", "brokerage:inbox", "VIEW_REFERRAL"),
    ("Children", "children:list", "VIEW_CHILD"),
    ("To do", "placements:worklist", "VIEW_WORKLIST"),
    ("Step-down radar", "placements:radar", "VIEW_RADAR"),
    ("Desk plan", "brokerage:desk-plan-list", "SEARCH"),
    ("Carers", "carers:list", "VIEW_HOUSEHOLD"),
    ("Requests", "brokerage:service-invitations", "VIEW_INVITATIONS"),
    ("Reports", "evaluation:reports", "VIEW_REPORTS"),
    ("Messages", "notifications:outbox", "VIEW_OPERATIONS"),
    ("People", "accounts:people", "MANAGE_PEOPLE"),
    ("Settings", "accounts:authority", "MANAGE_PEOPLE"),
    ("Step-down paths", "placements:template-list", "EDIT_PATHWAY_TEMPLATES"),
    ("Timings", "placements:clockrule-list", "MANAGE_PEOPLE"),
    ("Access log", "accounts:access-log", "VIEW_ACCESS_LOG"),
    ("Your account", "accounts:profile", ""),
)
SERVICE_FOOTER = (
    *((("Emails of the demonstration", "notifications:demo-mailbox"),) if DEMO else ()),
    ("Help", "accounts:help"),
    ("Accessibility", "accounts:accessibility"),
    ("Privacy", "accounts:privacy"),
    ("Cookies", "accounts:cookies"),
)

PGHISTORY_APPEND_ONLY = True
PGHISTORY_FIELD, PGHISTORY_FOREIGN_KEY_FIELD = history.Field(), history.ForeignKey()
# Triggers are declared with their models and installed after every migrate. As steps of migrations they
# would take most of its time.
PGTRIGGER_MIGRATIONS = False
PGTRIGGER_INSTALL_ON_MIGRATE = True
PGHISTORY_MIDDLEWARE_METHODS = ()

PHONENUMBER_DEFAULT_REGION = "GB"

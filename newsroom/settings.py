"""The one settings file: the environment is read once, at the top; production refuses unsafe values."""

import zoneinfo
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _
from whitenoise.compress import Compressor

from articles.body.editor import DJANGO_PROSE_EDITOR_EXTENSIONS  # noqa: F401 (read by the package)

BASE_DIR = Path(__file__).resolve().parent.parent
DEVELOPMENT_KEY = "development-only-and-refused-in-production"

# --- The environment -------------------------------------------------------------------------
env = environ.Env()
PRODUCTION = env.str("NEWSROOM_ENV", "development") == "production"
DEBUG = env.bool("DEBUG", not PRODUCTION)
SECRET_KEY = env.str("SECRET_KEY", DEVELOPMENT_KEY)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[] if PRODUCTION else ["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
DATABASE_URL = env.str("DATABASE_URL", f"sqlite:///{BASE_DIR / 'newsroom.sqlite3'}")
DATABASE_POOL = env.int("DATABASE_POOL", 0)  # connections of a process, shared by its threads; 0: no pool
DATABASE_POOLER = env.bool("DATABASE_POOLER", False)  # one such as PgBouncer stands before PostgreSQL
DATABASE_REPLICA_URL = env.str("DATABASE_REPLICA_URL", "")  # a copy that PostgreSQL keeps, for readers' pages
CACHE_URL = env.str("CACHE_URL", "locmemcache://")
TIME_ZONE = env.str("TIME_ZONE", "America/New_York")
LANGUAGE_CODE = env.str("LANGUAGE_CODE", "en-gb")
SITE_NAME = env.str("SITE_NAME", "Public Office")
SITE_URL = env.str("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
SITE_LOGO = env.str("SITE_LOGO", "newsroom/logo.png")  # a static file, for structured data
SAMPLE_DATA = env.bool("SAMPLE_DATA", not PRODUCTION)  # the banner "this is sample data"
DATA_DIR = Path(env.str("DATA_DIR", str(BASE_DIR / "var")))
MEDIA_S3_BUCKET = env.str("MEDIA_S3_BUCKET", "")  # pictures go to S3-compatible storage, not to DATA_DIR
BEHIND_TLS = env.bool("BEHIND_TLS", PRODUCTION)  # a proxy speaks HTTPS and sets X-Forwarded-Proto
RELEASE = env.str("RELEASE", "dev")  # part of every ETag: a new release is a new page
KEPT_PAGES_MB = env.int("KEPT_PAGES_MB", 64 if PRODUCTION else 0)  # a process's memory for pages; 0: none
CDN_PURGE = env.str("CDN_PURGE", "")  # the CDN that is told what changed: fastly, cloudflare or varnish
CDN_PURGE_URLS = [address.rstrip("/") for address in env.list("CDN_PURGE_URLS", default=[])]
CDN_PURGE_TOKEN = env.str("CDN_PURGE_TOKEN", "")
CDN_TAGS = env.bool("CDN_TAGS", bool(CDN_PURGE))  # pages tell a CDN what they are of
TASKS_BACKEND = env.str("TASKS_BACKEND", "immediate")  # or "database", with `manage.py db_worker`
TWO_PERSON_RULE = env.bool("TWO_PERSON_RULE", True)  # who wrote the last revision does not publish it

if TASKS_BACKEND not in ("immediate", "database"):
    raise ImproperlyConfigured("TASKS_BACKEND is immediate or database.")
if CDN_PURGE and (CDN_PURGE not in ("fastly", "cloudflare", "varnish") or not CDN_PURGE_URLS):
    raise ImproperlyConfigured("CDN_PURGE is fastly, cloudflare or varnish, and CDN_PURGE_URLS says where.")
if PRODUCTION:
    if DEBUG:
        raise ImproperlyConfigured("DEBUG must be off in production: unset DEBUG.")
    if SECRET_KEY == DEVELOPMENT_KEY or len(SECRET_KEY) < 50:
        raise ImproperlyConfigured("Set SECRET_KEY to at least 50 random characters.")
    if not ALLOWED_HOSTS:
        raise ImproperlyConfigured("Set ALLOWED_HOSTS to the names this site answers to.")
    if "*" in ALLOWED_HOSTS:
        raise ImproperlyConfigured("Name the hosts in ALLOWED_HOSTS; '*' lets anybody name yours.")

# --- What is installed -----------------------------------------------------------------------
# people comes before articles: articles.admin registers the appointment admin again with one more inline.
INSTALLED_APPS = [
    "newsroom",
    "newsroom.admin_config.NewsroomAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "taggit",
    "js_asset",
    "django_prose_editor",
    "imagefield",
    "simple_history",
    "newsroom.images",
    "people",
    "articles",
]
if TASKS_BACKEND == "database":
    INSTALLED_APPS.append("django_tasks_db")
MIDDLEWARE = [
    "newsroom.freshness.PublicPages",  # outside of all that a kept page was made with
    "newsroom.purges.after_writing",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "newsroom.freshness.anonymous",  # before whatever reads a cookie
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
]
MESSAGE_STORAGE = "newsroom.lib.messages.Storage"
ROOT_URLCONF = "newsroom.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "newsroom.context.site",
            ],
        },
    }
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTHENTICATION_BACKENDS = ["newsroom.permissions.OneQueryBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# --- Data ------------------------------------------------------------------------------------
DATABASES = {"default": env.db_url_config(DATABASE_URL)}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["ENGINE"] = "newsroom.lib.sqlite3"
    # IMMEDIATE takes the write lock where a transaction begins, so a check and its write are one.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
    # A file, not shared memory: threads of a test lock each other as in production.
    DATABASES["default"]["TEST"] = {"NAME": str(BASE_DIR / "test.sqlite3"), "MIGRATE": False}
    # To open a file costs ten times a kept page. The development server has a thread for each request.
    DATABASES["default"]["CONN_MAX_AGE"] = 60 if PRODUCTION else 0
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 0 if DATABASE_POOL else 60  # a pool keeps them itself
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    options = DATABASES["default"].setdefault("OPTIONS", {})
    if DATABASE_POOL:
        # A request that gets no connection in ten seconds is an error: nobody waits longer for a page.
        options["pool"] = {"min_size": 1, "max_size": DATABASE_POOL, "timeout": 10}
    if DATABASE_POOLER:
        # The next statement of a cursor may go to another connection, and a pooler takes no options.
        DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = True
    else:
        # PostgreSQL takes long statements for dear ones: some were compiled for seconds and ran for
        # milliseconds.
        options["options"] = f"{options.get('options', '')} -c jit=off".strip()
    DATABASES["default"]["TEST"] = {"MIGRATE": False}
if DATABASE_REPLICA_URL:
    replica = env.db_url_config(DATABASE_REPLICA_URL)
    if not replica["ENGINE"] == DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
        raise ImproperlyConfigured("DATABASE_REPLICA_URL is for a replica of PostgreSQL, as is DATABASE_URL.")
    replica["OPTIONS"] = DATABASES["default"]["OPTIONS"] | replica.get("OPTIONS", {})
    DATABASES["replica"] = DATABASES["default"] | replica | {"TEST": {"MIRROR": "default"}}
    DATABASE_ROUTERS = ["newsroom.lib.replica.Router"]
READERS_DATABASE = "replica" if DATABASE_REPLICA_URL else "default"
CACHES = {"default": env.cache_url_config(CACHE_URL)}
SHARED_CACHE = not CACHE_URL.startswith("locmem")  # processes share pages that they keep
TASKS = {
    "default": {
        "BACKEND": "django_tasks_db.DatabaseBackend"
        if TASKS_BACKEND == "database"
        else "django.tasks.backends.immediate.ImmediateBackend"
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "loggers": {"django.tasks": {"level": "WARNING"}},  # two lines for each picture; a failure is an error
}

# --- Words and time --------------------------------------------------------------------------
USE_I18N = True
USE_TZ = True
LOCALE_PATHS = [BASE_DIR / "newsroom" / "locale"]
NEWSROOM_ZONE = zoneinfo.ZoneInfo(TIME_ZONE)  # the story's day is a day in this zone
# Languages a story may be written in.
CONTENT_LANGUAGES = [
    ("en", _("English")),
    ("fr", _("French")),
    ("es", _("Spanish")),
    ("ar", _("Arabic")),
    ("zh-hans", _("Chinese")),
    ("ru", _("Russian")),
    ("pt", _("Portuguese")),
    ("ko", _("Korean")),
]

# --- Files -----------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "newsroom.lib.bundles.JoinedStaticFilesStorage"
        if not DEBUG
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
if MEDIA_S3_BUCKET:
    bucket = {
        "bucket_name": MEDIA_S3_BUCKET,
        "endpoint_url": env.str("MEDIA_S3_ENDPOINT", "") or None,  # None: Amazon's
        "region_name": env.str("MEDIA_S3_REGION", "") or None,
        "access_key": env.str("MEDIA_S3_ACCESS_KEY", "") or None,  # None: as boto3 finds it
        "secret_key": env.str("MEDIA_S3_SECRET_KEY", "") or None,
        "addressing_style": env.str("MEDIA_S3_ADDRESSING", "auto"),
    }
    # Two folders: what waits to be imported has no address, so it is not among the pictures.
    for alias, folder in (("default", "media"), ("pending", "pending")):
        STORAGES[alias] = {
            "BACKEND": "newsroom.lib.object_storage.ObjectStorage",
            "OPTIONS": {**bucket, "location": folder},
        }
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (
    *Compressor.SKIP_COMPRESS_EXTENSIONS,
    "map",
)  # large, rarely asked
FILE_UPLOAD_PERMISSIONS = 0o644
DATA_UPLOAD_MAX_MEMORY_SIZE = 30_000_000  # so that the form can refuse a text that is far too long
IMAGEFIELD_AUTOGENERATE = False
IMAGEFIELD_BIN_DEPTH = 2
IMAGEFIELD_VALIDATE_ON_SAVE = False  # newsroom.images.ingest has decoded and written every master itself
FILE_UPLOAD_HANDLERS = [
    "newsroom.images.uploads.LimitedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# --- The body editor: its schema, own extensions and sanitiser are in articles/body/editor.py ----

# --- Security --------------------------------------------------------------------------------
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF, CSP.NONCE],
    # The hash is the <style> that Tiptap injects; the browser test prints the new one after an upgrade.
    "style-src": [CSP.SELF, CSP.NONCE, "'sha256-PlumsSlvJ7vvWzjqibGAYKq92O3y/4JTxWWsWJvyUYA='"],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "frame-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "object-src": [CSP.NONE],
    "frame-ancestors": [CSP.SELF],
}
X_FRAME_OPTIONS = "SAMEORIGIN"  # the preview pane is a frame of our own
SILENCED_SYSTEM_CHECKS = ["security.W019"]  # which asks for DENY
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = False
if BEHIND_TLS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Secure-sessionid"
    CSRF_COOKIE_NAME = "__Secure-csrftoken"
LOGIN_URL = "admin:login"

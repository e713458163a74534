"""The settings of service, with what makes tests quick and leaves nothing behind."""

import atexit
import os
import shutil
import tempfile

if "CUNTONG_VAR" not in os.environ:
    os.environ["CUNTONG_VAR"] = tempfile.mkdtemp(prefix="cuntong-test-")
    atexit.register(shutil.rmtree, os.environ["CUNTONG_VAR"], ignore_errors=True)

from cuntong.config.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
INSTALLED_APPS = [*INSTALLED_APPS, "tests.rooms.counting"]  # noqa: F405

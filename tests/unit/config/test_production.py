"""What production refuses: missing or demo keys, plain http, simulators, `python -O`."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
KEYS = {
    "DAMAN_SECRET_KEY": f"{'k' * 42}A=",
    "DAMAN_FIELD_KEY": f"{'k' * 42}E=",
    "DAMAN_INDEX_KEY": f"{'k' * 42}I=",
}
OUTSIDE = {
    f"DAMAN_{name}": f"https://{name.lower().replace('_', '-')}.example"
    for name in ("REGISTRY_URL", "NAFATH_ISSUER", "SMS_URL", "BANK_URL")
} | {
    f"DAMAN_{name}": "not-the-simulated-one"
    for name in ("REGISTRY_TOKEN", "NAFATH_CLIENT_SECRET", "SMS_TOKEN", "BANK_TOKEN")
}
CHECK = "from django.core.management import call_command; call_command('check')"


def python(program: str, *options: str, **changes: str) -> subprocess.CompletedProcess[str]:
    """Run a program as production would be set up, with some settings changed or taken out."""
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT / "src"),
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:9/nothing",
        "DAMAN_DATA_DIR": "/nonexistent",
        "DJANGO_SETTINGS_MODULE": "daman.config.settings",
        "DAMAN_ENV": "production",
        "DAMAN_PUBLIC_URL": "https://daman.example",
        **KEYS,
        **OUTSIDE,
        **changes,
    }
    return subprocess.run(
        [sys.executable, *options, "-c", f"import django; django.setup()\n{program}"],
        env={name: value for name, value in environment.items() if value},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_whole_production_set_up_starts():
    said = python(CHECK)
    assert (said.returncode, said.stderr) == (0, "")


@pytest.mark.parametrize("name", KEYS)
def test_a_missing_key_is_refused(name):
    said = python(CHECK, **{name: ""})
    assert said.returncode != 0
    assert f"{name} is not set" in said.stderr


def test_an_unknown_kind_of_installation_is_refused():
    said = python(CHECK, DAMAN_ENV="Production")
    assert said.returncode != 0
    assert "DAMAN_ENV" in said.stderr


@pytest.mark.parametrize("name", KEYS)
def test_the_key_of_the_demonstration_is_refused(name):
    said = python(CHECK, **{name: "ZGFtYW4tZGVtby1rZXktZm9yLW1hZGUtdXAtZGF0YSE="})
    assert (said.returncode, "daman.E002" in said.stderr, name in said.stderr) == (1, True, True)


def test_plain_http_is_refused():
    said = python(CHECK, DAMAN_PUBLIC_URL="http://daman.example")
    assert (said.returncode, "daman.E004" in said.stderr) == (1, True)


@pytest.mark.parametrize("name", OUTSIDE)
def test_an_outside_system_without_its_own_address_and_secret_is_refused(name):
    said = python(CHECK, **{name: ""})
    assert (said.returncode, "daman.E005" in said.stderr, name in said.stderr) == (1, True, True)


def test_debug_pages_are_refused():
    said = python("from django.conf import settings; settings.DEBUG = True\n" + CHECK)
    assert (said.returncode, "daman.E003" in said.stderr) == (1, True)


@pytest.mark.parametrize("kind", ["production", "demo"])
def test_python_without_assertions_is_refused(kind):
    said = python(CHECK, "-O", DAMAN_ENV=kind)
    assert (said.returncode, "daman.E001" in said.stderr) == (1, True)


def test_serving_without_assertions_is_refused_too():
    said = python("import daman.config.wsgi", "-O")
    assert said.returncode != 0
    assert "daman.E001" in said.stderr


def test_simulators_have_no_door_and_the_gallery_is_not_there():
    said = python(
        "from daman.config import wsgi\n"
        "from django.conf import settings\n"
        "from django.urls import Resolver404, resolve\n"
        "print(type(wsgi.application).__name__, repr(settings.DAMAN_SIMULATORS_URL))\n"
        "for path in ('/ui/', '/ui/staff/', '/ui/letter/', '/ui/error/404/', '/simulators/'):\n"
        "    try:\n"
        "        print(path, resolve(path).url_name)\n"
        "    except Resolver404:\n"
        "        print(path, 404)\n",
        DAMAN_SIMULATORS_URL="http://127.0.0.1:9",
    )
    assert said.stdout.splitlines() == [
        "WSGIHandler ''",
        "/ui/ 404",
        "/ui/staff/ 404",
        "/ui/letter/ 404",
        "/ui/error/404/ 404",
        "/simulators/ 404",
    ]


def test_only_the_public_host_and_this_machine_are_answered():
    said = python("from django.conf import settings; print(settings.ALLOWED_HOSTS)")
    assert said.stdout.strip() == "['127.0.0.1', 'localhost', '[::1]', 'daman.example']"


@pytest.mark.parametrize("name", KEYS)
def test_a_short_key_is_refused(name):
    said = python(CHECK, **{name: "c2hvcnQ="})
    assert (said.returncode, "daman.E006" in said.stderr) == (1, True)


def test_one_key_for_everything_is_refused():
    said = python(CHECK, **dict.fromkeys(KEYS, KEYS["DAMAN_FIELD_KEY"]))
    assert (said.returncode, "daman.E007" in said.stderr) == (1, True)


def test_cookies_are_bound_to_the_host_and_hsts_is_said():
    said = python(
        "from django.test import Client\n"
        "answer = Client().get('/register/', secure=True, headers={'host': 'daman.example'})\n"
        "print(answer.status_code, answer['Strict-Transport-Security'])\n"
        "cookie = answer.cookies['__Host-csrf']\n"
        "print(cookie['secure'], cookie['httponly'], cookie['path'], repr(cookie['domain']))\n"
        "from django.conf import settings\n"
        "print(settings.SESSION_COOKIE_NAME, settings.SESSION_COOKIE_SECURE)\n"
    )
    assert said.stdout.splitlines() == [
        "200 max-age=31536000; includeSubDomains; preload",
        "True True / ''",
        "__Host-session True",
    ]

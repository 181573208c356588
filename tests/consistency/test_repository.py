"""What the repository promises of itself: locked wheels, no addresses, documented settings."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def kept_files() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("not a git checkout: what is kept cannot be listed")
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_wheel_is_pinned_by_hash(name: str):
    text = (ROOT / name).read_text()
    entries = [part for part in re.split(r"\n(?=[a-z0-9])", text.strip()) if part]
    assert len(entries) > 20
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []
    assert "://" not in text


def test_development_lock_holds_the_same_versions():
    def versions(name: str) -> set[str]:
        return set(re.findall(r"^([a-z0-9._-]+==[^\s;]+)", (ROOT / name).read_text(), re.M))

    assert versions("requirements.txt") <= versions("requirements-dev.txt")


def test_nothing_names_a_registry_or_a_machine():
    address = re.compile(
        r"pypi\.org|pythonhosted|registry\.npmjs|deb\.debian|--(extra-)?index-url\s+\S"
        r"|/w[o]rk/(main|shared)|/r[o]ot/\."
    )
    found = []
    for path in kept_files():
        if path.suffix in {".woff2", ".ttf", ".png", ".mo", ".jpg", ".pdf"}:
            continue
        if address.search(path.read_text(errors="replace")):
            found.append(str(path.relative_to(ROOT)))
    assert [name for name in found if Path(name).name != Path(__file__).name] == []


def test_every_setting_is_documented():
    settings = (ROOT / "src" / "daman" / "config" / "settings.py").read_text()
    asked = set(re.findall(r'"(DAMAN_[A-Z_]+|DATABASE_URL)"', settings))
    told = (ROOT / "docs" / "operate" / "settings.md").read_text()
    assert {name for name in asked if f"`{name}`" not in told} == set()

"""Operators find every setting on one page, and no setting there that is gone."""

import re

from daman.command import keys
from daman.command.paths import ROOT, SRC

PAGE = ROOT / "docs" / "operate" / "settings.md"
# Read as `os.environ["…"]`, `env.get("…")` or `_secret("…")`.
READ = re.compile(
    r"""(?:environ(?:\.get\(|\[)|env(?:\.get\(|\[)|_secret\(|_outside\(|in\s)\s*"""
    r"""["'](DAMAN_[A-Z_]+|DATABASE_URL)["']"""
)
NAME = re.compile(r"`(DAMAN_[A-Z_]+|DATABASE_URL)`")


def read_by_the_source() -> set[str]:
    found: set[str] = set()
    for path in SRC.rglob("*.py"):
        found |= set(READ.findall(path.read_text(encoding="utf-8")))
    return found | set(keys.NAMES)


def test_every_setting_is_on_the_page_and_none_besides() -> None:
    assert set(NAME.findall(PAGE.read_text(encoding="utf-8"))) == read_by_the_source()

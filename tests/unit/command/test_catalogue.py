"""The catalogue's checker finds what a reader of Arabic would miss."""

import gettext
import os
from pathlib import Path

import pytest

from daman.command import catalogue
from daman.command.obstacle import Obstacle

HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
HEADER += '"Plural-Forms: nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : '
HEADER += 'n%100>=3 && n%100<=10 ? 3 : n%100>=11 && n%100<=99 ? 4 : 5);\\n"\n'


class House:
    """A source folder and a locale folder with a few strings."""

    def __init__(self, folder: Path) -> None:
        self.source, self.locale = folder / "source", folder / "locale"
        self.source.mkdir()
        (self.locale / "ar").mkdir(parents=True)

    def shows(self, name: str, text: str) -> None:
        (self.source / name).write_text(text)

    def says(self, area: str, *messages: str) -> None:
        text = "\n".join([HEADER, *messages])
        (self.locale / "ar" / f"{area}.po").write_text(text, encoding="utf-8")

    def findings(self) -> list[str]:
        return catalogue.check(self.locale, self.source)


@pytest.fixture
def house(tmp_path: Path) -> House:
    house = House(tmp_path)
    house.shows("page.html", '<p>\n  {% trans "Sign in" %}\n</p>\n')
    house.says("portal", 'msgid "Sign in"\nmsgstr "الدخول"\n')
    return house


class TestCheck:
    def test_is_content_with_a_complete_catalogue(self, house: House) -> None:
        assert house.findings() == []

    @pytest.mark.parametrize(
        ("name", "text"),
        [
            ("a.html", '  {% trans "Planted" %}'),
            ("b.html", "{% translate 'Planted' %}"),
            ("c.html", "<b>\n      {% blocktrans trimmed %}\n  Planted\n{% endblocktrans %}"),
            ("d.html", '{% include "x" with y=_("Planted") %}'),
            ("e.py", "def f():\n    return _('Planted')\n"),
            ("f.py", "from x import gettext_lazy\nx = gettext_lazy(\n    'Plan' 'ted'\n)\n"),
        ],
    )
    def test_finds_a_planted_string(self, house: House, name: str, text: str) -> None:
        house.shows(name, text)

        (finding,) = house.findings()

        assert finding.startswith(f"{name}:")
        assert "no Arabic for 'Planted'" in finding

    def test_finds_missing_plural_forms(self, house: House) -> None:
        house.shows("p.py", "ngettext('%(n)s child', '%(n)s children', n)")
        few = "".join(f'msgstr[{form}] "%(n)s طفل"\n' for form in range(5))
        house.says("law", f'msgid "%(n)s child"\nmsgid_plural "%(n)s children"\n{few}')

        assert any("has no Arabic" in finding for finding in house.findings())

    @pytest.mark.parametrize(
        ("message", "finding"),
        [
            ('#, fuzzy\nmsgid "Sign in"\nmsgstr "الدخول"\n', "is marked fuzzy"),
            ('msgid "Sign in"\nmsgstr ""\n', "has no Arabic"),
            ('msgid "Sign in"\nmsgstr "الدخول %(name)s"\n', "has %(name)s in Arabic only"),
        ],
    )
    def test_finds_a_doubtful_translation(self, house: House, message: str, finding: str) -> None:
        house.says("portal", message)

        assert any(finding in said for said in house.findings())

    def test_finds_one_string_said_in_two_ways(self, house: House) -> None:
        house.says("workspace", 'msgid "Sign in"\nmsgstr "تسجيل الدخول"\n')

        assert house.findings() == ["workspace.po: 'Sign in' reads otherwise in portal.po"]

    def test_finds_what_is_no_longer_used(self, house: House) -> None:
        house.says("workspace", 'msgid "Gone"\nmsgstr "ذهب"\n')

        assert house.findings() == ["workspace.po: 'Gone' is no longer used"]

    def test_keeps_what_the_frameworks_show(self, house: House) -> None:
        house.says("forms", '# Django shows it.\nmsgid "Required."\nmsgstr "مطلوب."\n')

        assert house.findings() == []

    def test_finds_another_plural_rule(self, house: House) -> None:
        other = HEADER.replace("? 4 : 5", "? 5 : 4")
        (house.locale / "ar" / "odd.po").write_text(other)

        (finding,) = house.findings()

        assert finding.startswith("odd.po: its Plural-Forms line")

    def test_tells_contexts_apart(self, house: House) -> None:
        house.shows("c.html", '{% trans "May" context "month" %}')
        house.says("dates", 'msgid "May"\nmsgstr "قد"\n')

        findings = house.findings()

        assert any("no Arabic for 'May' (month)" in finding for finding in findings)

    def test_names_a_template_that_cannot_be_read(self, house: House) -> None:
        house.shows("bad.html", "{% blocktrans %}{% if a %}{% endblocktrans %}")

        (finding,) = house.findings()

        assert "bad.html" in finding


class TestCompile:
    def test_serves_the_arabic_of_every_area(self, house: House) -> None:
        six = "".join(f'msgstr[{form}] "شكل {form}"\n' for form in range(6))
        house.says("law", f'msgid "child"\nmsgid_plural "children"\n{six}')

        with catalogue.compile_catalogue(house.locale).open("rb") as file:
            arabic = gettext.GNUTranslations(file)

        assert arabic.gettext("Sign in") == "الدخول"
        assert [arabic.ngettext("child", "children", n)[-1] for n in (0, 1, 2, 3, 11, 100)] == [
            *("0", "1", "2", "3", "4", "5")
        ]

    def test_happens_only_when_a_file_is_newer(self, house: House) -> None:
        compiled = catalogue.compile_catalogue(house.locale)
        os.utime(compiled, ns=(compiled.stat().st_atime_ns, compiled.stat().st_mtime_ns + 10**9))
        before = compiled.stat().st_mtime_ns

        catalogue.compile_if_stale(house.locale)
        untouched = compiled.stat().st_mtime_ns
        later = before + 10**9
        os.utime(house.locale / "ar" / "portal.po", ns=(later, later))
        catalogue.compile_if_stale(house.locale)

        assert untouched == before
        assert compiled.stat().st_mtime_ns != before

    def test_names_a_file_that_is_no_catalogue(self, house: House) -> None:
        (house.locale / "ar" / "broken.po").write_text('msgid "a"\nnonsense\n')

        with pytest.raises(Obstacle, match=r"broken\.po is not a readable catalogue"):
            catalogue.compile_catalogue(house.locale)

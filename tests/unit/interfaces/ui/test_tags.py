"""Numbers, dates and components as people read them, in both languages."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from django.template import engines
from django.test import RequestFactory
from django.utils import translation

from daman.interfaces.ui import charts, dates, forms
from daman.interfaces.ui.templatetags import ui
from daman.kernel.money import Money


def shown(text: str, /, *, language: str = "ar", **context) -> str:
    with translation.override(language):
        return engines["django"].from_string("{% load ui %}" + text).render(context)


@pytest.mark.parametrize(
    ("language", "day", "text"),
    [
        ("ar", date(1979, 11, 20), "1 محرم 1400هـ (20 نوفمبر 1979م)"),
        ("ar", date(2026, 11, 28), "18 جمادى الآخرة 1448هـ (28 نوفمبر 2026م)"),
        ("en", date(2026, 11, 28), "18 Jumada al-Akhirah 1448 AH (28 November 2026)"),
        ("ar", date(1924, 8, 1), "1 محرم 1343هـ (1 أغسطس 1924م)"),
        ("ar", date(1924, 7, 31), "31 يوليو 1924م"),
        ("en", date(2077, 11, 17), "17 November 2077"),
    ],
)
def test_a_date_is_written_in_both_calendars(language: str, day: date, text: str):
    with translation.override(language):
        assert dates.dual_date_text(day) == text
    machine = f'<time datetime="{day.isoformat()}">{text}</time>'
    assert shown("{{ day|dual_date }}", language=language, day=day) == machine
    assert shown("{% dual_date day %}", language=language, day=day) == machine


def test_a_late_moment_is_the_next_day_in_riyadh():
    late = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
    assert 'datetime="2026-11-25"' in ui.dual_date_filter(late)
    assert "02:30" in ui.dual_moment(late)


@pytest.mark.parametrize("calendar", dates.CALENDARS)
@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_calendar_has_twelve_different_months(calendar, language: str):
    with translation.override(language):
        assert len(set(dates.month_names(calendar))) == 12


@pytest.mark.parametrize(
    ("amount", "digits"),
    [(Money.riyals(1320), "1,320"), (132_050, "1,320.50"), (Money(-5), "-0.05"), (0, "0")],
)
def test_an_amount_has_western_digits_and_keeps_its_direction(amount, digits: str):
    assert ui.riyals(amount) == f'<bdi class="num" dir="ltr">{digits}</bdi>'


def test_an_amount_has_its_unit_on_the_same_line():
    assert shown("{% money 132000 %}", language="en") == (
        '<span class="money"><bdi class="num" dir="ltr">1,320</bdi> riyals</span>'
    )
    assert "–" in shown("{% money none %}", none=None)


def test_identifiers_are_masked_or_grouped():
    iban = "SA7899999000000000004471"
    assert ui.mask_iban(iban) == '<bdi class="num" dir="ltr">4471</bdi>'
    assert "SA78 9999 9000" in ui.grouped_iban(iban)
    assert "1999000126" not in ui.mask_nid("1999000126")
    assert "0126" in ui.mask_nid("1999000126")


def test_text_from_people_is_escaped():
    assert "<script>" not in ui.isolate("<script>")
    assert "<b>" not in shown("{% tag text 'ok' %}{% stat text text %}", text="<b>")
    rows = [{"label": "<b>", "value": "<b>", "change_url": '"><b>'}]
    assert "<b>" not in shown("{% summary_list rows %}", rows=rows)


@pytest.mark.parametrize(
    ("day_number", "language", "text"),
    [
        (18, "en", "7 days left"),
        (24, "en", "1 day left"),
        (25, "en", "The decision is due today"),
        (27, "en", "2 days late"),
    ],
)
def test_the_clock_says_how_long(day_number: int, language: str, text: str):
    clock = shown(
        "{% clock day_number=n days_total=25 due=due %}",
        language=language,
        n=day_number,
        due=date(2026, 11, 28),
    )
    assert text in clock
    assert f'value="{min(day_number, 25)}"' in clock
    assert ("clock late" in clock) == (day_number > 25)


def test_a_condition_says_its_verdict_in_words():
    told = [{"met": met, "text": "x"} for met in (True, False, None)]
    html = shown("{% conditions told %}", language="en", told=told)
    assert [word in html for word in ("Met", "Not met", "Not known yet")] == [True] * 3


class TestChart:
    bars = (charts.Bar("Jun", 1570, "1,570"), charts.Bar("Jul", 0, "none", is_missing=True))

    def svg(self, *, is_rtl: bool) -> str:
        return charts.bars_svg(self.bars, title="<T>", summary="S", is_rtl=is_rtl)

    def test_names_itself_for_who_cannot_see_it(self):
        assert "&lt;T&gt;</title>" in self.svg(is_rtl=True)
        assert ">S</desc>" in self.svg(is_rtl=True)

    def test_time_runs_in_the_direction_of_reading(self):
        for is_rtl in (True, False):
            svg = self.svg(is_rtl=is_rtl)
            starts = [float(part.split('"')[0]) for part in svg.split('<rect x="')[1:]]
            assert (starts[0] > starts[1]) == is_rtl

    def test_has_its_figures_in_a_table(self):
        html = shown("{% bar_chart bars 'T' 'S' 'Month' 'Amount' %}", bars=self.bars)
        assert '<th scope="row">Jun</th> <td>1,570</td>' in " ".join(html.split())

    def test_draws_nothing_from_nothing(self):
        assert "<rect" not in charts.bars_svg((), title="T", summary="S", is_rtl=True)


def test_a_reference_in_a_sentence_stays_whole_and_the_rest_is_text():
    text = shown("{{ text|with_codes }}", text="<b> in APP-7K2M9QXA.")
    assert text == '&lt;b&gt; in <bdi class="num whole" dir="ltr">APP-7K2M9QXA</bdi>.'


@pytest.mark.parametrize(
    ("language", "name_en", "shown_as"),
    [("ar", "Noura", "نورة"), ("en", "Noura", "Noura"), ("en", "", "نورة")],
)
def test_a_person_is_named_in_the_language_of_the_page(language, name_en, shown_as):
    person = SimpleNamespace(name_ar="نورة", name_en=name_en)
    assert shown("{{ person|name_of }}", language=language, person=person) == shown_as


class Asked(forms.Form):
    nid = forms.NationalIdField(label="ID", help_text="ten digits")
    answer = forms.YesNoField(label="Yes?", hints={"yes": "why"})
    birth = forms.DualDateField(label="Birth")
    password = forms.PasswordField(label="Secret", new=True)
    terms = forms.ConfirmField(label="I accept", code="terms.required")


class TestFields:
    def html(self, form, query: str = "") -> str:
        request = RequestFactory().get(f"/{query}")
        text = "{% error_summary form %}{% for f in form %}{% field f %}{% endfor %}"
        return shown(text, language="en", form=form, request=request)

    def test_an_error_is_tied_to_its_field(self):
        html = self.html(Asked({"nid": "123"}))
        assert 'aria-describedby="id_nid_helptext id_nid_error"' in html
        assert 'aria-invalid="true"' in html
        assert 'id="id_nid_error" data-error-code="nid.length"' in " ".join(html.split())
        assert 'href="#id_nid"' in html

    def test_the_summary_leads_to_a_control_that_is_there(self):
        html = self.html(Asked({}))
        for target in ("id_nid", "id_answer_0", "id_birth_day", "id_password"):
            assert f'href="#{target}"' in html
            assert f'id="{target}"' in html

    def test_the_summary_names_the_question_of_each_error(self):
        born = {"birth_day": "45", "birth_month": "1", "birth_year": "1400"}
        summary = " ".join(self.html(Asked(born)).split()).split("</ul>")[0]
        assert 'href="#id_birth_day">Birth – ' in summary
        # The sentence about a missing answer names its question by itself.
        assert summary.count("Yes?") == 1
        # What is to be accepted is a sentence of its own.
        assert "I accept – " not in summary

    def test_a_form_not_sent_has_no_errors(self):
        html = self.html(Asked())
        assert "error" not in html

    def test_what_was_typed_stays_and_a_password_does_not(self):
        html = self.html(Asked({"nid": '"><b>', "password": "s3cret-word", "birth_day": "31"}))
        assert 'value="&quot;&gt;&lt;b&gt;"' in html
        assert "s3cret-word" not in html
        assert 'value="31"' in html

    def test_a_password_can_be_shown_without_a_script(self):
        assert 'type="password" name="password"' in self.html(Asked())
        assert 'type="text" name="password"' in self.html(Asked(), "?show=1")
        assert 'href="?next=%2Fboard%2F&amp;show=1"' in self.html(Asked(), "?next=/board/")

    def test_a_stored_date_comes_back_in_its_calendar(self):
        stored = forms.TypedDate.of(date(1979, 11, 20), calendar="hijri")
        html = self.html(Asked(initial={"birth": stored}))
        html = " ".join(html.split())
        assert 'value="hijri" id="id_birth_hijri" checked' in html
        assert 'value="1400"' in html
        assert '<option value="1" selected>1 – Muharram</option>' in html

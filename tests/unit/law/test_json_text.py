"""Households from text: one or many, and every kind of broken text answered in its place."""

import io
import json
import time

import pytest

from daman.kernel.refusal import Refusal
from daman.law.command_line import assess_stream, main
from daman.law.examples import a_widow
from daman.law.facts.json_text import parse, values_in

ONE = json.dumps(a_widow())
PRETTY = json.dumps(a_widow(children_count=1), indent=2)


def aged(number):
    """Return the household with this text in the place of the age."""
    return ONE.replace('"age": 45', f'"age": {number}')


def outcomes(text):
    """Return, per answer, whether someone is eligible or the code of the error."""
    return [
        answer["error"]["code"] if "error" in answer else answer["eligible"]
        for answer in assess_stream(text, "1444-article")
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (ONE, [True]),
        (f"{ONE}\n", [True]),
        (f"\ufeff{ONE}\r\n{ONE}\r\n", [True, True]),
        (f"\n\n{ONE}\n   \n\n{ONE}\n\n", [True, True]),
        (PRETTY, [True]),
        (f"{PRETTY}\n{PRETTY}\n{ONE}", [True, True, True]),
        (json.dumps([a_widow(), a_widow()], indent=1), [True, True]),
        (f"[{ONE},\n{ONE}]", [True, True]),
        (f"[{ONE}]", [True]),
        (json.dumps(a_widow(), indent=0), [True]),
        (f"{{bad\n{ONE}\n{ONE}", ["json.invalid", True, True]),
        (f'{{"unit":\n{ONE}', ["json.invalid", True]),
        (f"{ONE}\n{{bad}}\n{ONE}", [True, "json.invalid", True]),
        (f"{ONE}\n}}\n{ONE}", [True, "json.invalid", True]),
        (f"{ONE} {ONE}\n{ONE}", ["json.invalid", True]),
        (f"{ONE} // note", ["json.invalid"]),
        (f"{ONE}\n[]\nnull\n7\n{ONE}", [True, *["household.type"] * 3, True]),
        (f"{ONE}\n[{ONE}]", [True, "household.type"]),
        ("[]", ["household.type"]),
        ("[1, 2]", ["household.type"]),
        ("{}", ["household.missing_field"]),
        ("", ["input.empty"]),
        (" \n\r\n\t", ["input.empty"]),
        ("\ufeff", ["input.empty"]),
        ("nonsense", ["json.invalid"]),
        ("nonsense\nmore", ["json.invalid", "json.invalid"]),
        (PRETTY[:-2], ["json.invalid"]),
        (PRETTY.replace('"unit"', "unit", 1), ["json.invalid"]),
        (aged("NaN"), ["json.invalid"]),
        (aged("Infinity"), ["json.invalid"]),
        (aged("-Infinity"), ["json.invalid"]),
        (aged("045"), ["json.invalid"]),
        (aged("1e999"), ["household.range"]),
        (aged("1" * 100_000), ["household.range"]),
        (aged("1e" + "9" * 50), ["household.range"]),
        (aged("4.5e1"), [True]),
        (ONE.replace('"widow"', '"\\ud800"'), ["household.enum"]),
        (ONE.replace('"widow"', '"\x00"'), ["json.invalid"]),
        (ONE.replace('"unit"', '"unit": "family", "unit"'), ["json.duplicate_key"]),
        ("[" * 100_000, ["json.depth"]),
        ('{"a":' * 100_000, ["json.depth"]),
        (f"{'[' * 100_000}\n{ONE}", ["json.depth", True]),
        ("]" * 100_000, ["json.invalid"]),
        ('"' * 100_001, ["json.invalid"]),
        ("\udcff\udcfe", ["json.encoding"]),
    ],
)
def test_every_text_is_answered(text, expected):
    assert outcomes(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "[" * 1_000_000,
        '{"a":' * 200_000,
        aged("9" * 1_000_000),
        aged("0." + "0" * 500_000 + "1"),
        json.dumps({str(number): 0 for number in range(50_000)})[:-1] + ', "49999": 1}',
        '{"' + "x" * 1_000_000 + '": 1}',
        "\\" * 1_000_000,
    ],
    ids=["deep", "deep objects", "digits", "decimals", "many keys", "long key", "backslashes"],
)
def test_hostile_text_is_answered_quickly(text):
    outcomes(ONE)
    started = time.process_time()

    (answer,) = assess_stream(text, "1444-article")

    assert "error" in answer
    assert len(answer["error"]["message"]) < 1000
    assert time.process_time() - started < 1


def test_an_answer_comes_as_soon_as_its_line_is_read():
    read = []

    def lines():
        for place in range(3):
            read.append(place)
            yield ONE + "\n"

    answers = assess_stream(lines(), "1444-article")
    next(answers)

    assert read == [0]


def test_a_line_break_of_another_script_is_no_line_break():
    assert len(list(values_in(io.StringIO('{"a": "\u2028"}\n')))) == 1


def test_numbers_are_never_binary():
    assert str(parse("0.1")) == "0.1"
    assert parse("12") == 12
    with pytest.raises(Refusal, match=r"json\.invalid"):
        parse("1.")


class TestCommandLine:
    def run(self, *argv, given=b""):
        out = io.BytesIO()
        code = main(argv, io.BytesIO(given), out)
        return code, [json.loads(line) for line in out.getvalue().decode().splitlines()]

    def test_assess_answers_from_standard_input(self):
        code, (answer,) = self.run("assess", "--edition", "1446-article", given=ONE.encode())

        assert code == 0
        assert (answer["eligible"], answer["amount"], answer["reasons"]) == (True, 1000, [])

    def test_assess_answers_from_a_file(self, tmp_path):
        file = tmp_path / "households.jsonl"
        file.write_text(f"{ONE}\n{{}}\n{ONE}\n", encoding="utf-8")

        code, answers = self.run("assess", "--edition", "statutory-2022", str(file))

        assert code == 1
        assert ["error" in answer for answer in answers] == [False, True, False]

    @pytest.mark.parametrize("file", ["/nowhere/at/all", "/", "a\x00b"])
    def test_a_file_that_cannot_be_read_is_one_error(self, file):
        code, (answer,) = self.run("assess", "--edition", "statutory-2022", file)

        assert code == 1
        assert answer["error"]["code"] == "input.unreadable"

    def test_an_unknown_edition_is_one_error(self):
        code, (answer,) = self.run("assess", "--edition", "1445", given=ONE.encode())

        assert code == 1
        assert answer["error"]["field"] == "edition"
        assert answer["error"]["message_ar"]

    @pytest.mark.parametrize("given", [b"\xff\xfe{\x00", b"\xc3\x28", ONE.encode("utf-16")])
    def test_text_that_is_not_utf_8_is_refused(self, given):
        code, answers = self.run("assess", "--edition", "1446-article", given=given)

        assert code == 1
        assert {answer["error"]["code"] for answer in answers} <= {
            "json.encoding",
            "json.invalid",
        }

    def test_text_streams_are_served_too(self):
        out = io.StringIO()

        code = main(["assess", "--edition", "1446-article"], io.StringIO(ONE), out)

        assert code == 0
        assert json.loads(out.getvalue())["conditions"][0]["text_ar"] in out.getvalue()

    def test_editions_are_listed_with_days_and_hash(self):
        code, summaries = self.run("editions")

        assert code == 0
        adopted = {each["edition"]: each["adopted_from"] for each in summaries}
        assert adopted["1446-article"] == "2024-07-07"
        assert adopted["statutory-2023-11"] is None
        assert all(len(each["edition_hash"]) == 64 for each in summaries)

    @pytest.mark.parametrize(("argv", "code"), [(["--help"], 0), ([], 2), (["assess"], 2)])
    def test_help_and_misuse(self, argv, code, capsys):
        assert main(argv, io.StringIO(), io.StringIO()) == code

    def test_a_reader_who_leaves_is_no_traceback(self):
        class Gone(io.BytesIO):
            def write(self, _):
                raise BrokenPipeError

        assert main(["editions"], io.StringIO(), Gone()) == 1

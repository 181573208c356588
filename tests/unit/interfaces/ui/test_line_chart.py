"""The line's corners stand where their numbers say, mirrored on an Arabic page."""

import re

from daman.interfaces.ui.line_chart import AXIS, BOTTOM, TOP, WIDTH, Line, line_svg

STEP = Line(
    runs=[[(0, 1000), (2000, 1000), (2000, 0), (4000, 0)]], across_max=4000, here=(900, 1000)
)


def corners(svg):
    (points,) = re.findall(r'points="([^"]+)"', svg)
    return [tuple(map(float, pair.split(","))) for pair in points.split()]


def drawn(line=STEP, *, is_rtl=False):
    return line_svg(line, title="t", summary="s", is_rtl=is_rtl)


def test_a_step_falls_straight_down():
    found = corners(drawn())

    assert found[0] == (AXIS, TOP)
    assert found[1][0] == found[2][0]
    assert (found[1][1], found[2][1]) == (TOP, BOTTOM)


def test_an_arabic_page_runs_from_the_right():
    mirrored = [(round(WIDTH - x, 1), y) for x, y in corners(drawn())]

    assert corners(drawn(is_rtl=True)) == mirrored


def test_today_is_a_point_on_the_line_and_absent_when_unknown():
    assert drawn().count("chart-here") == 1
    assert "chart-here" not in drawn(Line(runs=STEP.runs, across_max=4000))


def test_an_amount_that_people_decide_breaks_the_line():
    broken = Line(runs=[[(0, 5), (1, 5)], [(3, 2), (4, 2)]], across_max=4)

    assert drawn(broken).count("<polyline") == 2


def test_words_stand_for_who_cannot_see_it_and_cannot_be_markup():
    svg = line_svg(STEP, title="<b>", summary="a & b", is_rtl=False)

    assert "&lt;b&gt;" in svg
    assert "<desc" in svg
    assert "a &amp; b" in svg


def test_nothing_to_draw_is_still_a_chart():
    assert "<svg" in drawn(Line(runs=[], across_max=0))

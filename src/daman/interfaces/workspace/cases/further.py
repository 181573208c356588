"""Beside the law's answer on a case: what would change it, and what other editions answer."""

from typing import Any

from django.utils.translation import gettext as _

from daman.interfaces.letters import what_if
from daman.interfaces.workspace.cases import trace
from daman.interfaces.workspace.wording import in_language
from daman.journey.assessment import explaining
from daman.law.comparison import Comparison, Line, Topic


def further(assessment: Any) -> dict[str, Any]:
    """Return what a caseworker may unfold below the law's answer; empty without an answer."""
    if assessment is None:
        return {}
    compared = explaining.comparison_of(assessment)
    return {
        **what_if.of_assessment(assessment),
        "comparison": _side_by_side(compared) if compared else None,
    }


def _side_by_side(compared: Comparison) -> dict[str, Any]:
    topics = [_topic(topic) for topic in compared.topics if topic.differs or topic.parameters]
    lines = [_line(line) for line in compared.lines if line.differs and line.code != "total"]
    return {
        "editions": [
            {
                "id": name,
                "title": in_language(answer.edition, "title"),
                "verdict": trace.verdict(answer.eligible),
                "amount": answer.amount if answer.eligible else None,
            }
            for name, answer in compared.answers.items()
        ],
        "rows": [*topics, *lines],
    }


def _topic(topic: Topic) -> dict[str, Any]:
    return {
        "title": in_language(topic.title),
        "cells": [
            {"text": in_language(condition.text) if condition else _("It does not ask this.")}
            for condition in topic.conditions.values()
        ],
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "title": in_language(line.label),
        "cells": [{"halalas": halalas} for halalas in line.halalas.values()],
    }

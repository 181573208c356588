"""Puts what would change an answer into sentences; their forms are in `reasons/changes.yaml`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Protocol

from daman.law.engine.decision import Decision
from daman.law.facts.places import place_of
from daman.law.facts.vocabulary import FactWord
from daman.law.files import read_file
from daman.law.wording import LANGUAGES, Text, condition_text, sentence, word_text


class Changed(Protocol):
    """A fact with another value, as a sentence names it."""

    @property
    def path(self) -> str: ...
    @property
    def word(self) -> FactWord: ...
    @property
    def before(self) -> Any: ...
    @property
    def after(self) -> Any: ...
    @property
    def others(self) -> tuple[Any, ...]: ...
    @property
    def on(self) -> date | None: ...


@dataclass(frozen=True)
class Effect:
    """What the law answers after a change and what it answered before."""

    affects: str
    after: Decision
    before: Decision


@cache
def forms() -> Mapping[str, Any]:
    """Return the forms of the sentences."""
    return read_file("reasons/changes.yaml")


def way_text(changes: Sequence[Changed], effect: Effect) -> Text:
    """Return the sentence of changes made together: if this, then that."""
    causes = [cause_text(change) for change in changes]
    cause = causes[0]
    for following in causes[1:]:
        cause = sentence(forms()["both"], {"first": cause, "second": _inside(following)})
    return sentence(forms()["sentence"], {"cause": cause, "effect": _effect_text(effect)})


def cause_text(change: Changed) -> Text:
    """Return the «if» of one change."""
    known = forms()
    name = change.path.rpartition(".")[2]
    kind = "money" if change.word.kind == "savings" else change.word.kind
    own = known["member"].get(name) if place_of(change.path) else known["facts"].get(change.path)
    spoken = known["facts"][kind] | (own or {})
    values = {"label": label_text(change.word), "place": place_of(change.path)}
    cause = sentence(spoken[_form(change, spoken)], values | {"value": _value(change)})
    if change.on is None:
        return cause
    return sentence(known["dated"], {"cause": cause, "day": change.on.isoformat()})


def label_text(word: FactWord) -> Text:
    """Return what a fact is called inside a sentence."""
    is_name = any(letter.isupper() for letter in word.label_en[1:])
    return Text(word.label_ar, word.label_en if is_name else _lowered(word.label_en))


def summary_text(needed: str, failing: Sequence[str]) -> Text:
    """Return whether one change is enough, or which conditions stand in the way."""
    titles = [condition_text(code, "title", {}) for code in failing]
    named = _listed(titles, "comma")
    return sentence(forms()["summary"][needed], {"conditions": named})


def _form(change: Changed, spoken: Mapping[str, Any]) -> str:
    if isinstance(change.after, bool):
        return "true" if change.after else "false"
    if isinstance(change.after, str):
        return f"to_{change.after}" if f"to_{change.after}" in spoken else "to"
    if change.after == 0 and "zero" in spoken:
        return "zero"
    return "up" if change.after > change.before else "down"


def _value(change: Changed) -> Any:
    if not isinstance(change.after, str):
        return change.after
    return _listed([word_text(word) for word in (change.after, *change.others)], "or")


def _listed(texts: Sequence[Text], between: str) -> Text:
    joined = forms()[between]
    return Text(*(joined[each].join(getattr(text, each) for text in texts) for each in LANGUAGES))


def _effect_text(effect: Effect) -> Text:
    after, before = effect.after, effect.before
    values = {"amount": after.amount, "before": before.amount}
    return sentence(forms()["then"][_effect_form(effect)], values)


def _effect_form(effect: Effect) -> str:
    if effect.affects == "amount":
        return "amount"
    if effect.after.eligible is None:
        return "review"
    if not effect.after.eligible:
        return "refused" if effect.before.eligible else "refused_too"
    return "accepted" if effect.after.amount is not None else "accepted_open"


def _inside(text: Text) -> Text:
    """Return a clause as it stands after another one."""
    return Text(text.ar, _lowered(text.en))


def _lowered(text: str) -> str:
    return text[0].lower() + text[1:]


def cliff_text(form: str, label: Text, **amounts: int) -> Text:
    """Return one sentence on what an income does to the amount, its amounts in halalas."""
    is_name = any(letter.isupper() for letter in label.en[1:])
    inside = label if is_name else _inside(label)
    return sentence(forms()["cliffs"][form], {"label": inside, **amounts})

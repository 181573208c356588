"""The registries over DCI CRVS 1.0.0: POST /registry/sync/search and /registry/sync/disabled."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from daman.exchange.outbound import NoAnswer, send, sending_time, succeeded
from daman.exchange.registries import parsing
from daman.exchange.registries.port import (
    SOURCES,
    CivilRecord,
    FactRecord,
    NotMatched,
    RegistryUnavailable,
)

PERSON = "sa-civil:Person"
FACT = "sa-facts:"
SENDER = "daman"
BATCH_MAX = 50


class DciRegistries:
    """The port over HTTP; any answer that is not exactly right is no answer."""

    def __init__(self, *, url: str, token: str) -> None:
        self._url = url.rstrip("/")
        self._token = token

    def person(self, *, national_id: str, born_on: date) -> CivilRecord:
        """See the port."""
        query = [
            {
                "seq_num": 1,
                "expression1": _equals("UIN", national_id),
                "condition": "and",
                "expression2": _equals("birth_date", born_on.isoformat()),
            }
        ]
        record = self._only(query_type="expression", query=query, national_id=national_id)
        if record.born_on != born_on:
            raise RegistryUnavailable("mismatch")
        return record

    def family(self, *, national_id: str) -> list[CivilRecord]:
        """See the port."""
        query = _by_number(national_id)
        own = self._only(query_type="idtype-value", query=query, national_id=national_id)
        numbers = list(dict.fromkeys((*own.spouse_ids, *own.child_ids, *own.parent_ids)))
        if not numbers:
            return []
        if len(numbers) > BATCH_MAX:
            raise RegistryUnavailable("mismatch")
        criteria = [_criteria("idtype-value", _by_number(number), PERSON) for number in numbers]
        return [
            _expect(_person(found), number)
            for number, found in zip(numbers, self._search(criteria), strict=True)
            if found
        ]

    def facts(self, *, national_id: str) -> list[FactRecord]:
        """See the port."""
        query = _by_number(national_id)
        criteria = [_criteria("idtype-value", query, FACT + source) for source in SOURCES]
        answers = self._search(criteria)
        try:
            return [
                parsing.fact(record, source=source, national_id=national_id)
                for source, records in zip(SOURCES, answers, strict=True)
                for record in records
            ]
        except NoAnswer as none:
            raise RegistryUnavailable(none.reason) from None

    def is_disabled(self, *, national_id: str) -> bool:
        """See the port."""
        transaction = uuid.uuid4().hex
        asked = {
            "query_type": "expression",
            "query": {"member.member_identifier": {"eq": national_id}},
        }
        message = {"transaction_id": transaction, "disabled_criteria": asked}
        try:
            answer = self._post("/registry/sync/disabled", message, count=1)
            return parsing.disabled(answer, transaction)
        except NoAnswer as none:
            raise RegistryUnavailable(none.reason) from None

    def matches_mobile(self, record: CivilRecord, mobile: str) -> bool:
        """See the port."""
        return mobile in record.mobiles

    def _only(self, *, query_type: str, query: Any, national_id: str) -> CivilRecord:
        (found,) = self._search([_criteria(query_type, query, PERSON)])
        if not found:
            raise NotMatched
        return _expect(_person(found), national_id)

    def _search(self, criteria: Sequence[Mapping[str, Any]]) -> list[list[dict[str, Any]]]:
        """Return the records for each criterion, in order, from one batch."""
        references = [uuid.uuid4().hex for _ in criteria]
        requests = [
            {"reference_id": reference, "timestamp": sending_time(), "search_criteria": criterion}
            for reference, criterion in zip(references, criteria, strict=True)
        ]
        transaction = uuid.uuid4().hex
        message = {"transaction_id": transaction, "search_request": requests}
        try:
            answer = self._post("/registry/sync/search", message, count=len(requests))
            by_reference = parsing.search_response(answer, transaction)
            return [
                parsing.records(by_reference, reference, str(criterion["reg_record_type"]))
                for reference, criterion in zip(references, criteria, strict=True)
            ]
        except NoAnswer as none:
            raise RegistryUnavailable(none.reason) from None

    def _post(self, path: str, message: Mapping[str, Any], *, count: int) -> dict[str, Any]:
        header = {
            "version": "1.0.0",
            "message_id": uuid.uuid4().hex,
            "message_ts": sending_time(),
            "action": "search",
            "sender_id": SENDER,
            "receiver_id": "registries",
            "total_count": count,
            "is_msg_encrypted": False,
        }
        if not self._url:
            raise NoAnswer("not_configured")
        envelope = {"signature": "", "header": header, "message": message}
        bearer = {"Authorization": f"Bearer {self._token}"}
        answer = send("POST", self._url + path, headers=bearer, content=envelope)
        return succeeded(answer).json_object()


def _criteria(query_type: str, query: Any, record_type: str) -> dict[str, Any]:
    return {
        "version": "1.0.0",
        "reg_type": "sa:RegistryType:Civil",
        "reg_record_type": record_type,
        "query_type": query_type,
        "query": query,
    }


def _by_number(national_id: str) -> dict[str, str]:
    return {"type": "UIN", "value": national_id}


def _equals(attribute: str, value: str) -> dict[str, str]:
    return {"attribute_name": attribute, "operator": "eq", "attribute_value": value}


def _person(found: Sequence[Mapping[str, Any]]) -> CivilRecord:
    if len(found) != 1:
        raise RegistryUnavailable("mismatch")
    try:
        return parsing.person(found[0])
    except NoAnswer as none:
        raise RegistryUnavailable(none.reason) from None


def _expect(record: CivilRecord, national_id: str) -> CivilRecord:
    """Return the record when it is of who was asked for: another's must never be taken."""
    if record.national_id != national_id:
        raise RegistryUnavailable("mismatch")
    return record

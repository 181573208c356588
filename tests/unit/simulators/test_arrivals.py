"""A family that comes into the register later is new each time, and its numbers are valid."""

from pathlib import Path

from daman.kernel import iban, mobile, national_id
from simulators.app import create_app


def test_each_widow_is_somebody_new(tmp_path: Path):
    client = create_app(tmp_path).test_client()

    families = [
        client.post("/simulators/registry/people.json", json={"household": "widow"}).get_json()
        for _ in range(3)
    ]

    numbers = [person["id"] for family in families for person in family]
    assert len(numbers) == len(set(numbers)) == 12
    for family in families:
        (mother,) = [person for person in family if person["category"] == "widow"]
        assert mother["marital_status"] == "widowed"
        assert len(mother["children"]) == 2
        assert national_id.parse(mother["id"]) == mother["id"]
        assert mobile.parse(mother["mobiles"][0]) == mother["mobiles"][0]
        assert iban.parse(mother["iban"]) == mother["iban"]


def test_an_unknown_household_is_refused(tmp_path: Path):
    client = create_app(tmp_path).test_client()

    answer = client.post("/simulators/registry/people.json", json={"household": "dragon"})

    assert answer.status_code == 400

"""Who may open what: one table over every route, every identity and every method."""

import re

import pytest

from tests.integration.security.table import MATRIX, ROUTES, rows
from tests.integration.security.world import IDENTITIES, World, undone
from tests.support.routes import is_refused

pytestmark = pytest.mark.django_db
METHODS = ("get", "post")
WITH_AND_WITHOUT_SESSION = ("anonymous", "owner", "staff_without_role")


def test_every_route_has_a_row_and_every_row_a_route():
    assert set(ROUTES) == set(MATRIX)


def test_every_row_names_known_identities():
    assert {who for row in rows() for who in row.may | row.hidden} <= set(IDENTITIES)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("identity", IDENTITIES)
def test_opens_to_whom_the_table_names_and_to_nobody_else(world: World, identity, method):
    wrong = []
    for row in rows():
        if row.is_public and identity not in WITH_AND_WITHOUT_SESSION:
            continue
        with undone():
            browser = world.client(identity, of=row.object)
            answer = getattr(browser, method)(row.address(world))
        if not _is_right(answer, is_allowed=identity in row.may):
            wrong.append((row.route.name, answer.status_code))
    assert wrong == []


def _is_right(answer, *, is_allowed: bool) -> bool:
    if answer.status_code >= 500:
        return False
    if is_allowed:
        return not is_refused(answer)
    return is_refused(answer) or answer.status_code == 405


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace"])
def test_no_page_takes_a_method_that_forms_cannot_say(world: World, method):
    wrong = []
    for row in rows():
        browser = world.client(_one_of(row.may), of=row.object)
        answer = getattr(browser, method)(row.address(world))
        if answer.status_code != 405 or answer["Allow"] != "GET, HEAD, POST":
            wrong.append((row.route.name, answer.status_code))
    assert wrong == []


def _one_of(may) -> str:
    return next(each for each in IDENTITIES if each in may)


def test_an_object_of_another_is_as_if_it_were_not_there(world: World):
    wrong = []
    for row in rows():
        for identity in sorted(row.hidden):
            for method in ("get", "post"):
                with undone():
                    browser = world.client(identity)
                    foreign = getattr(browser, method)(row.address(world))
                    nobody_s = getattr(browser, method)(row.address(world, of_nobody=True))
                if not _same(foreign, nobody_s):
                    wrong.append((row.route.name, identity, method, foreign.status_code))
    assert wrong == []


def test_every_row_with_an_object_hides_it_from_someone_or_says_who_sees_all(world: World):
    """The rows without `hidden` are those whose objects a whole role sees."""
    seen_by_a_role = {"waiting", "sitting", "run", "section", "edition_draft", "simulation"}
    open_rows = {
        row.route.name
        for row in rows()
        if row.object and not row.hidden and row.object not in seen_by_a_role
    }
    assert open_rows == {"portal:profile_dependant_remove"}


def _same(one, other) -> bool:
    if one.status_code != other.status_code or one.status_code not in (404, 405):
        return False
    return _without_what_differs(one) == _without_what_differs(other)


def _without_what_differs(answer) -> str:
    """Return a page without its own address, its tokens and its reference for the log."""
    text = re.sub(r'(?:href|action)="[^"]*"', "", answer.content.decode())
    text = re.sub(r"<input[^>]*>", "", text)
    return re.sub(r"\b[0-9a-f]{8}\b", "", text)


def test_a_sitting_s_document_is_for_those_who_sit_on_it(world: World):
    """The reviewer reads the papers of a case before her and of no other."""
    from daman.journey.committee.models import Sitting

    sitting = Sitting.objects.get(ref=world.objects["sitting"]["ref"])
    case = sitting.recommendation.case
    for attachment in case.application.attachments.all():
        address = f"/staff/cases/{case.ref}/documents/{attachment.document.ref}/"
        assert world.client("reviewer").get(address).status_code == 200
        assert world.client("other_caseworker").get(address).status_code == 404
    theirs = world.objects["case"]
    crossed = f"/staff/cases/{case.ref}/documents/{theirs['document_ref']}/"
    assert world.client("reviewer").get(crossed).status_code == 404
    assert world.client("caseworker").get(crossed).status_code == 404

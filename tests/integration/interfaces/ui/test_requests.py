"""Damaged, too large or ambiguous requests and the change of language; none needs a database."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils import translation

from daman.interfaces.ui import forms
from daman.interfaces.ui.middleware import CleanRequest, repeats
from daman.interfaces.ui.pages import page
from daman.interfaces.ui.views import server_error
from daman.kernel.refusal import Refusal

FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def visitor() -> Client:
    return Client(raise_request_exception=False, headers={"accept-language": "en"})


def answered(request, view=lambda request: HttpResponse("seen")) -> HttpResponse:
    """Answer as the stack does: the view runs only when the middleware lets the request by."""
    clean = CleanRequest(
        lambda request: clean.process_view(request, view, (), {}) or view(request)
    )
    return clean(request)


def claiming(kind: str, length: int) -> HttpRequest:
    """Return a request that says what it brings; the factory says no kind for an empty body."""
    return RequestFactory().generic("POST", "/", CONTENT_TYPE=kind, CONTENT_LENGTH=str(length))


def assert_page(response: HttpResponse, *, status: int, code: str) -> None:
    assert response.status_code == status
    text = response.content.decode()
    assert f'data-error-code="{code}"' in text
    assert text.count("<h1") == 1
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("/%00", "char.not_allowed"),
        ("/?q=%00", "char.not_allowed"),
        ("/?q=%ff", "encoding.invalid"),
        ("/?q=%ed%a0%80", "encoding.invalid"),
        ("/x%ff", "encoding.invalid"),
    ],
)
def test_an_address_that_is_not_text_is_refused(visitor, address, code):
    assert_page(visitor.get(address), status=400, code=code)


def test_an_arabic_address_is_read(visitor):
    assert visitor.get("/\u0627\u0644/?q=\u0646\u0648\u0631\u0629").status_code == 404


def test_a_parameter_sent_twice_is_refused_unless_the_view_takes_several():
    request = RequestFactory().get("/?a=1&a=2")
    assert_page(answered(request), status=400, code="param.duplicate")
    several = repeats("a")(lambda request: HttpResponse("seen"))
    assert answered(RequestFactory().get("/?a=1&a=2"), several).content == b"seen"


@pytest.mark.parametrize(
    ("body", "code"),
    [(b"name=%ff", "encoding.invalid"), (b"name=%ed%a0%80", "encoding.invalid"),
     (b"na%00me=1", "char.not_allowed")],
)  # fmt: skip
def test_a_form_that_is_not_text_is_refused(body, code):
    request = RequestFactory().post("/", body, content_type=FORM)
    assert_page(answered(request), status=400, code=code)


def test_a_nul_in_a_value_is_left_to_its_field():
    request = RequestFactory().post("/", b"name=a%00b", content_type=FORM)
    assert answered(request).content == b"seen"


def test_a_body_above_the_limit_is_refused_before_it_is_read():
    request = RequestFactory().post("/", b"a=" + b"1" * 1_100_000, content_type=FORM)
    assert_page(answered(request), status=413, code="body.too_large")


@pytest.mark.parametrize("kind", [FORM, "multipart/form-data; boundary=x"])
def test_a_body_that_only_claims_to_be_huge_is_refused_by_its_length(kind):
    request = claiming(kind, 70_000_000)
    assert_page(answered(request), status=413, code="body.too_large")


def test_a_length_that_is_no_number_is_refused():
    request = RequestFactory().post("/", b"", content_type=FORM)
    request.META["CONTENT_LENGTH"] = "-1"
    assert_page(answered(request), status=400, code="request.invalid")


def test_too_many_fields_are_refused():
    body = "&".join(f"f{number}=1" for number in range(400)).encode()
    request = RequestFactory().post("/", body, content_type=FORM)
    assert_page(answered(request), status=400, code="fields.too_many")


def test_a_broken_upload_is_refused():
    kind = "multipart/form-data; boundary="
    request = RequestFactory().post("/", b"x", content_type=kind)
    assert answered(request).status_code == 400


@pytest.mark.parametrize("method", ["FOO", "TRACE", "PROPFIND"])
def test_an_unknown_method_gets_a_page(visitor, method):
    assert_page(visitor.generic(method, "/"), status=405, code="method.not_allowed")


def test_a_method_the_page_does_not_take_gets_a_page(visitor):
    response = visitor.post("/language/en/")
    assert_page(response, status=405, code="method.not_allowed")
    assert "GET" in response["Allow"]


def test_a_forged_host_gets_a_page(visitor):
    response = visitor.get("/language/en/?next=/", headers={"host": "evil.example"})
    assert_page(response, status=400, code="request.invalid")


def test_nothing_there_is_always_the_same_page(visitor):
    assert_page(visitor.get("/no/such/page/"), status=404, code="not_found")


@pytest.mark.parametrize(
    ("referer", "leads_to"),
    [
        ("", "/ui/"),
        ("http://testserver/profile/housing/", "/profile/housing/"),
        ("http://elsewhere.example/board/", "/ui/"),
    ],
)
def test_a_form_without_its_token_leads_back_to_its_page(referer, leads_to):
    strict = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})
    response = strict.post("/ui/", {"a": "1"}, headers={"referer": referer})
    assert_page(response, status=403, code="session.expired")
    assert "What you saved is kept" in response.content.decode()
    assert f'<a class="btn" href="{leads_to}">Open the page again' in response.content.decode()


def test_a_fault_of_ours_gets_a_page_with_a_reference():
    response = server_error(RequestFactory().get("/"))
    assert_page(response, status=500, code="server_error")
    assert '<bdi class="num" dir="ltr">' in response.content.decode()


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_page_that_cannot_be_shown_has_a_plain_stand_in(monkeypatch, language):
    def broken(*args, **kw):
        raise FileNotFoundError("a template or its data")

    monkeypatch.setattr("daman.interfaces.ui.errors.render_to_string", broken)
    with translation.override(language):
        response = server_error(RequestFactory().get("/"))
    assert_page(response, status=500, code="server_error")
    assert f'<html lang="{language}"' in response.content.decode()
    assert "Traceback" not in response.content.decode()


class TestLanguage:
    @pytest.mark.parametrize(("code", "direction"), [("ar", "rtl"), ("en", "ltr")])
    def test_is_remembered(self, visitor, code, direction):
        response = visitor.get(f"/language/{code}/?next=/no/such/page/")
        assert response["Location"] == "/no/such/page/"
        page = visitor.get("/no/such/page/").content.decode()
        assert f'<html lang="{code}" dir="{direction}">' in page

    @pytest.mark.parametrize(
        "next_page",
        ["//evil.example", "https://evil.example/", "javascript:alert(1)", "/\\evil.example", "",
         "http:///evil.example", "/%0d%0aSet-Cookie:a=b"],
    )  # fmt: skip
    def test_never_leads_away(self, visitor, next_page):
        response = visitor.get(f"/language/en/?next={next_page}")
        assert response.status_code == 302
        assert response["Location"].startswith("/")
        assert not response["Location"].startswith(("//", "/\\"))
        assert "evil" not in response["Location"]
        assert "\n" not in response["Location"]

    def test_is_one_of_ours(self, visitor):
        assert visitor.get("/language/xx/").status_code == 404


class Asked(forms.Form):
    nid = forms.NationalIdField(label="ID")


class TestPage:
    def answer(self, form, **kw) -> HttpResponse:
        request = RequestFactory().get("/")
        request.actor = None
        return page(request, "ui/errors/page.html", kw, form=form)

    def test_a_form_not_sent_is_200(self):
        assert self.answer(Asked()).status_code == 200

    def test_a_form_in_error_is_422_and_its_title_says_so(self):
        with translation.override("en"):
            response = self.answer(Asked({"nid": "1"}))
        assert response.status_code == 422
        assert "<title>Error:" in response.content.decode()
        assert "no-store" in response["Cache-Control"]

    @pytest.mark.parametrize(
        ("code", "status"), [("stale", 409), ("otp.too_many", 429), ("nid.checksum", 422)]
    )
    def test_the_status_follows_the_code(self, code, status):
        form = Asked({"nid": "1999000078"})
        form.is_valid()
        forms.refuse(form, Refusal(code))
        assert self.answer(form).status_code == status


class TestGallery:
    @pytest.mark.parametrize("address", ["/ui/", "/ui/staff/", "/ui/letter/"])
    @pytest.mark.parametrize("language", ["ar", "en"])
    def test_shows_every_component(self, address, language):
        response = Client(headers={"accept-language": language}).get(address)
        text = response.content.decode()
        assert response.status_code == 200
        assert text.count("<h1") == 1
        assert f'<html lang="{language}"' in text

    @pytest.mark.parametrize("status", [400, 403, 404, 405, 409, 413, 422, 429, 500, 503])
    def test_shows_every_error_page(self, visitor, status):
        assert visitor.get(f"/ui/error/{status}/").status_code == status


@pytest.mark.parametrize(
    ("kind", "length", "code"),
    [
        (FORM, 1_000_000, ""),
        (FORM, 1_000_001, "body.too_large"),
        ("text/plain", 1_000_001, "body.too_large"),
        ("multipart/form-data; boundary=x", 1_000_001, ""),
        ("multipart/form-data; boundary=x", 67_108_864, ""),
        ("multipart/form-data; boundary=x", 67_108_865, "body.too_large"),
    ],
)
def test_only_an_upload_may_be_large(kind, length, code):
    request = claiming(kind, length)

    answer = CleanRequest(lambda request: HttpResponse("seen"))(request)

    if code:
        assert_page(answer, status=413, code=code)
    else:
        assert answer.content == b"seen"

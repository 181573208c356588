"""A form has its effect once; what was no effect leaves the form good."""

from types import SimpleNamespace

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse, HttpResponseRedirect
from django.test import RequestFactory

from daman.base.guards.models import Effect
from daman.base.once import Detour, once
from daman.kernel.refusal import Refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def send(at):
    """Return a function that posts a form to a guarded view and returns its answer."""

    def post(view, **fields):
        request = RequestFactory().post("/somewhere/", fields)
        request.at, request.actor, request.session = at, None, SessionStore()
        return once(view)(request)

    return post


def done(request):
    return HttpResponseRedirect("/done/")


def a_file(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("paper.pdf", content, "application/pdf")


def test_a_repetition_gets_the_first_answer(send):
    calls = []

    def view(request):
        calls.append(request.POST["name"])
        return HttpResponseRedirect(f"/done/{len(calls)}/")

    first, second = send(view, once="k", name="a"), send(view, once="k", name="a")

    assert (first["Location"], second["Location"], calls) == ("/done/1/", "/done/1/", ["a"])


def test_another_text_under_the_same_key_is_refused(send):
    send(done, once="k", name="a")

    with pytest.raises(Refusal) as refused:
        send(done, once="k", name="b")

    assert refused.value.code == "idempotency.mismatch"


def test_a_file_of_the_same_name_and_size_is_another_file(send):
    send(done, once="k", paper=a_file(b"one"))

    with pytest.raises(Refusal) as refused:
        send(done, once="k", paper=a_file(b"two"))

    assert refused.value.code == "idempotency.mismatch"


def test_the_same_file_again_gets_the_first_answer(send):
    send(done, once="k", paper=a_file(b"one"))

    assert send(done, once="k", paper=a_file(b"one"))["Location"] == "/done/"


def test_the_view_reads_a_file_from_its_start(send):
    seen = SimpleNamespace(content=b"")

    def view(request):
        seen.content = request.FILES["paper"].read()
        return HttpResponseRedirect("/done/")

    send(view, once="k", paper=a_file(b"from the start"))

    assert seen.content == b"from the start"


def test_a_detour_leaves_the_form_good(send):
    answers = iter([Detour("/step-up/"), done(None)])

    send(lambda request: next(answers), once="k", name="a")

    assert not Effect.objects.exists()
    assert send(lambda request: next(answers), once="k", name="a")["Location"] == "/done/"


def test_a_refused_form_can_be_sent_again(send):
    send(lambda request: HttpResponse(status=422), once="k", name="a")

    assert send(done, once="k", name="b")["Location"] == "/done/"

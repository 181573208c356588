"""What is sealed opens only for its own purpose, and equal values do not look equal."""

import pytest
from cryptography.exceptions import InvalidTag

from daman.base.sealing import blind_index, seal, unseal


def test_opens_what_it_sealed():
    assert unseal(seal(b"SA03", purpose="a.b"), purpose="a.b") == b"SA03"


def test_does_not_open_for_another_column():
    with pytest.raises(InvalidTag):
        unseal(seal(b"SA03", purpose="a.b"), purpose="a.c")


def test_notices_one_changed_bit():
    sealed = bytearray(seal(b"SA03", purpose="a.b"))
    sealed[-1] ^= 1
    with pytest.raises(InvalidTag):
        unseal(bytes(sealed), purpose="a.b")


def test_equal_values_are_sealed_differently_but_found_by_index():
    assert seal(b"x", purpose="p") != seal(b"x", purpose="p")
    assert blind_index("x", purpose="p") == blind_index("x", purpose="p")
    assert blind_index("x", purpose="p") != blind_index("x", purpose="q")

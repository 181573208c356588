"""What the product asks of the national sign-in (Nafath), and who it says has signed in."""

from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

# The browser's session, in which one sign-in attempt waits for its answer.
SessionStore = MutableMapping[str, Any]


class NafathRefused(Exception):
    """
    The sign-in was refused, by the person, by Nafath or by our checks; nobody is signed in.

    `code` is nafath.denied, nafath.state, nafath.code, nafath.token, nafath.signature,
    nafath.issuer, nafath.audience, nafath.nonce, nafath.expired or nafath.subject.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class NafathUnavailable(Exception):
    """Nafath gave no usable answer; `reason` is one word of `daman.exchange.outbound.NoAnswer`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class NafathIdentity:
    """Who signed in; what Nafath did not tell is empty or None."""

    national_id: str
    name_ar: str = ""
    name_en: str = ""
    sex: str = ""
    born_on: date | None = None
    nationality: str = ""


class NationalSignIn(Protocol):
    """The national sign-in, as every adapter must behave."""

    def begin(self, session: SessionStore, redirect_uri: str) -> str:
        """
        Note the attempt in the session and return the address to send the browser to.

        :raises NafathUnavailable: when the provider cannot be asked where that is
        """

    def finish(
        self, session: SessionStore, query: Mapping[str, str], *, at: datetime | None = None
    ) -> NafathIdentity:
        """
        Return who came back; an attempt in the session serves once, whatever the outcome.

        :raises NafathRefused: when nobody may be signed in by this answer
        :raises NafathUnavailable: when the provider gave no usable answer
        """

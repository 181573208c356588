"""The SMS gateway: one message to one Saudi mobile, sent at most once per correlation id."""

from typing import Protocol

from django.conf import settings

from daman.exchange.outbound import NoAnswer, send, succeeded

MESSAGE_ID_LENGTH_MAX = 100


class SmsUnavailable(Exception):
    """The gateway did not take the message, or did not say so: send the same again later."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class SmsGateway(Protocol):
    """A gateway; a repeated correlation id is the same message, never a second one."""

    def send(self, *, to: str, text: str, correlation_id: str) -> str:
        """
        Hand the message over and return the gateway's id of it.

        :raises SmsUnavailable: when it was not surely taken
        """


class HttpSmsGateway:
    """POST {url}/messages with JSON {to, text, correlation_id} and a Bearer token."""

    def __init__(self, *, url: str, token: str) -> None:
        self._url = url.rstrip("/")
        self._token = token

    def send(self, *, to: str, text: str, correlation_id: str) -> str:
        """See the protocol."""
        message = {"to": to, "text": text, "correlation_id": correlation_id}
        bearer = {"Authorization": f"Bearer {self._token}"}
        try:
            answer = send("POST", f"{self._url}/messages", headers=bearer, content=message)
            message_id = succeeded(answer).json_object().get("message_id")
        except NoAnswer as none:
            raise SmsUnavailable(none.reason) from None
        if not isinstance(message_id, str) or not 0 < len(message_id) <= MESSAGE_ID_LENGTH_MAX:
            raise SmsUnavailable("malformed")
        return message_id


def current() -> SmsGateway:
    """Return the gateway that the settings name; unset, every sending is unavailable."""
    return HttpSmsGateway(url=settings.DAMAN_SMS_URL, token=settings.DAMAN_SMS_TOKEN)

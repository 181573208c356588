"""Every address of the product, by the name its view is reached by."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver, reverse

SIGN_IN_PAGES = ("/sign-in/", "/staff/sign-in/")


@dataclass(frozen=True)
class Route:
    """One entry of the URL configuration: its full name and the names of its arguments."""

    name: str
    arguments: tuple[str, ...]
    allowed: frozenset[str]

    def address(self, values: Mapping[str, str | int]) -> str:
        """Return the address with the values that the route takes."""
        return reverse(self.name, kwargs={name: values[name] for name in self.arguments})


def routes(resolver: URLResolver | None = None, space: str = "") -> Iterator[Route]:
    """Yield every route, in the order of the URL configuration."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from routes(entry, inner)
            continue
        assert isinstance(entry, URLPattern)
        yield Route(
            name=f"{space}{entry.name}",
            arguments=tuple(entry.pattern.converters),
            allowed=frozenset(getattr(entry.callback, "allowed", ())),
        )


def is_refused(response) -> bool:
    """Return whether an answer is a refusal: to a sign-in page, or 403 or 404."""
    if response.status_code in (403, 404):
        return True
    away = response.status_code == 302 and response.url.partition("?")[0] in SIGN_IN_PAGES
    return away and "next=" in response.url

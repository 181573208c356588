"""Who acts: an account, or a named program such as `system:worker`."""

from typing import Protocol, runtime_checkable


@runtime_checkable
class NamedActor(Protocol):
    """Anything with the name that the audit trail writes down."""

    @property
    def audit_name(self) -> str:
        """Return a stable name that is no secret: a staff login or an account's reference."""
        ...


Actor = NamedActor | str


def actor_name(actor: Actor) -> str:
    """Return the name the audit trail writes for an actor."""
    name = actor if isinstance(actor, str) else actor.audit_name
    assert name, "an act has a named actor"
    return name

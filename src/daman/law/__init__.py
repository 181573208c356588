"""The law as pure code: rules beside their articles, dated values, and one door in, `assess`."""

from daman.law.assess import Answer, assess

__all__ = ["Answer", "assess"]

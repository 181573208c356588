"""Documents: checked, rebuilt, sealed, and every opening recorded."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "daman.record.documents"
    label = "documents"

"""A folder of its own for the documents that a test keeps."""

import pytest


@pytest.fixture(autouse=True)
def own_documents_folder(settings, tmp_path):
    """Point the storage of documents at a folder that goes with the test."""
    stored = {**settings.STORAGES["default"], "OPTIONS": {"location": str(tmp_path / "documents")}}
    settings.STORAGES = {**settings.STORAGES, "default": stored}

"""The citizen's pages, one package a step."""

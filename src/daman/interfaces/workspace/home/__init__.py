"""The first page of the workspace: what to do next."""

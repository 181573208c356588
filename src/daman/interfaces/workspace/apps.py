"""The staff's pages: queue, case file, committee, payroll."""

from django.apps import AppConfig


class WorkspaceConfig(AppConfig):
    name = "daman.interfaces.workspace"
    label = "workspace"

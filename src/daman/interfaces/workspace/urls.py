"""Every address of the staff's pages, below /staff/."""

from daman.interfaces.workspace.account import urls as account
from daman.interfaces.workspace.cases import urls as cases
from daman.interfaces.workspace.committee import urls as committee
from daman.interfaces.workspace.decisions import urls as decisions
from daman.interfaces.workspace.home import urls as home
from daman.interfaces.workspace.payroll import urls as payroll
from daman.interfaces.workspace.policy import urls as policy

app_name = "workspace"
urlpatterns = [
    *home.urlpatterns,
    *account.urlpatterns,
    *cases.urlpatterns,
    *committee.urlpatterns,
    *decisions.urlpatterns,
    *payroll.urlpatterns,
    *policy.urlpatterns,
]

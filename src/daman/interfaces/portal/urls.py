"""Every address of the citizen's pages."""

from daman.interfaces.portal.account import urls as account
from daman.interfaces.portal.applications import urls as applications
from daman.interfaces.portal.decisions import urls as decisions
from daman.interfaces.portal.home import urls as home
from daman.interfaces.portal.law import urls as law
from daman.interfaces.portal.payments import urls as payments
from daman.interfaces.portal.profile import urls as profile

app_name = "portal"
urlpatterns = [
    *home.urlpatterns,
    *account.urlpatterns,
    *profile.urlpatterns,
    *applications.urlpatterns,
    *decisions.urlpatterns,
    *payments.urlpatterns,
    *law.urlpatterns,
]

"""The WSGI door; outside production it also leads to the simulated outside systems."""

import os
from wsgiref.types import WSGIApplication

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from daman.config.checks import refuse_faulty
from daman.config.simulators_door import SimulatorsDoor

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "daman.config.settings")
application: WSGIApplication = get_wsgi_application()
refuse_faulty()
if settings.DAMAN_SIMULATORS_URL and not settings.IS_PRODUCTION:
    application = SimulatorsDoor(application, settings.DAMAN_SIMULATORS_URL)

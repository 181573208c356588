"""The simulated outside world, inside this process, for as long as demo people are loaded."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.test.utils import override_settings


@contextmanager
def outside_world() -> Iterator[list[dict[str, object]]]:
    """
    Run the simulators on a free loopback port with the settings pointing at them.

    Yields the people of the simulated registry. The folder is the one that the simulators use
    later, so that messages and bank files of the demo are found there.
    """
    from werkzeug.serving import make_server

    from simulators.app import create_app

    # A line for every call of the demo would bury what matters.
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    app = create_app(settings.DAMAN_DATA_DIR / "simulators")
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    address = f"http://127.0.0.1:{server.server_port}"
    pointed = {
        f"DAMAN_{name.upper()}_URL": f"{address}/simulators/{name}"
        for name in ("registry", "sms", "bank")
    }
    try:
        with override_settings(DAMAN_SIMULATORS_URL=address, **pointed):
            yield app.extensions["world"].people.all()
    finally:
        server.shutdown()
        thread.join()

"""The browser for the browser tests: one that is installed, else Debian's own."""

import os
import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

from daman.command.paths import VAR, make_folder

_NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
)
_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
_INSTALL_SECONDS_MAX = 600


def find_browser(
    env: Mapping[str, str], *, may_install: bool, say: Callable[[str], object] = print
) -> str:
    """Return the path of a Chromium or Chrome, or "" when there is none to be had."""
    if "DAMAN_BROWSER" in env:
        return env["DAMAN_BROWSER"]
    found = _installed(env)
    if not found and may_install and os.geteuid() == 0 and shutil.which("apt-get"):
        say("Installing Chromium for the browser tests (once)…")
        _install()
        found = _installed(env)
    return found


def _installed(env: Mapping[str, str]) -> str:
    for name in _NAMES:
        found = shutil.which(name, path=env.get("PATH"))
        if found:
            return found
    return next((place for place in _PLACES if Path(place).exists()), "")


def _install() -> None:
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    log = make_folder(VAR / "log") / "browser.log"
    commands = (
        ["apt-get", "update", "-q"],
        ["apt-get", "install", "-q", "-y", "--no-install-recommends", "chromium"],
    )
    with log.open("wb") as output:
        for command in commands:
            try:
                subprocess.run(
                    command,
                    env=env,
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=output,
                    timeout=_INSTALL_SECONDS_MAX,
                    check=False,
                )
            except (OSError, subprocess.TimeoutExpired):
                return

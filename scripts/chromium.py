"""`python3 scripts/chromium.py [install]`

Where the browser is that tests of the console drive: the one that CHROMIUM names, else one on the
PATH. `install` gets Debian's where there is none and this may be done (as root, with apt-get).
"""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
WANTED = ("chromium", "fonts-dejavu-core")
HINT = "apt-get install -y chromium, or CHROMIUM=/path/of/a/chromium"


def path() -> "str | None":
    """None where there is none."""
    named = os.environ.get("CHROMIUM")
    if named:
        return shutil.which(named)
    return next(filter(None, map(shutil.which, NAMES)), None)


def install() -> "str | None":
    """What stands in the way, if anything does."""
    if path():
        return None
    if os.environ.get("CHROMIUM"):
        return "CHROMIUM names no program."
    apt = shutil.which("apt-get")
    if apt is None or getattr(os, "geteuid", int)() != 0:
        return "Chromium is missing and can't be installed from here: " + HINT
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    print("Installing Chromium", flush=True)
    for arguments in (["update"], ["install", "-y", "--no-install-recommends", *WANTED]):
        code = subprocess.call([apt, "-qq", *arguments], env=environment, stdin=subprocess.DEVNULL)
        if code:
            return "Chromium could not be installed (apt-get %s); see above." % arguments[0]
    return None if path() else "Chromium was installed, and is not on the PATH."


def main() -> int:
    if sys.argv[1:] == ["install"]:
        reason = install()
        if reason:
            print(reason, file=sys.stderr)
        return 1 if reason else 0
    if sys.argv[1:]:
        sys.exit("usage: python3 scripts/chromium.py [install]")
    found = path()
    print(found or "There is no Chromium here: " + HINT)
    return 0 if found else 1


if __name__ == "__main__":
    sys.exit(main())

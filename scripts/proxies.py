"""`python3 scripts/proxies.py [install]`

Where nginx and Caddy are, behind which tests put a server with the files of deploy/. `install` gets
Debian's where one is missing and this may be done (as root, with apt-get).
"""

import os
import shutil
import subprocess
import sys

PACKAGES = {"nginx": "nginx-light", "caddy": "caddy"}
HINT = "apt-get install -y " + " ".join(PACKAGES.values())


def path(name: str) -> "str | None":
    """None where there is none. Debian keeps nginx where only root's PATH leads."""
    return shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/bin:/usr/local/bin")


def missing() -> "list[str]":
    return [name for name in PACKAGES if path(name) is None]


def install() -> "str | None":
    """What stands in the way, if anything does."""
    names = missing()
    if not names:
        return None
    apt = shutil.which("apt-get")
    if apt is None or getattr(os, "geteuid", int)() != 0:
        return "%s missing and can't be installed from here: %s" % (", ".join(names), HINT)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    wanted = [PACKAGES[name] for name in names]
    print("Installing " + " ".join(wanted), flush=True)
    for arguments in (["update"], ["install", "-y", "--no-install-recommends", *wanted]):
        code = subprocess.call([apt, "-qq", *arguments], env=environment, stdin=subprocess.DEVNULL)
        if code:
            return "%s could not be installed; see above." % " ".join(wanted)
    return None


def main() -> int:
    if sys.argv[1:] == ["install"]:
        reason = install()
        if reason:
            print(reason, file=sys.stderr)
        return 1 if reason else 0
    if sys.argv[1:]:
        sys.exit("usage: python3 scripts/proxies.py [install]")
    for name in PACKAGES:
        print(path(name) or "There is no %s here: %s" % (name, HINT))
    return 1 if missing() else 0


if __name__ == "__main__":
    sys.exit(main())

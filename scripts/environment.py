"""`python3 scripts/environment.py run|dev|bench`

Makes `.venv` and installs one locked set of dependencies and this project into it. When nothing
has changed since the last time it returns at once. Only the standard library is used, in a
dialect that old versions of Python still read, so that they get a sentence and not a traceback.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

OLDEST, NEWEST = (3, 11), (3, 14)
ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
# Each set holds those before it.
SETS = ("run", "dev", "bench")


def main():
    if len(sys.argv) != 2 or sys.argv[1] not in SETS:
        sys.exit("usage: python3 scripts/environment.py " + "|".join(SETS))
    use_a_fitting_python()
    marks = {name: mark(name) for name in SETS[: SETS.index(sys.argv[1]) + 1]}
    if not all(is_current(name, wanted) for name, wanted in marks.items()):
        install(sys.argv[1])
        for name, current in marks.items():
            stamp(name).write_text(current)


def use_a_fitting_python():
    """Go on with this Python when it is new enough, else with the newest one there is."""
    if OLDEST <= sys.version_info[:2] <= NEWEST:
        return
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        other = shutil.which("python3.%d" % minor)
        if other:
            os.execv(other, [other, *sys.argv])
    sys.exit(
        "Clara needs Python 3.11 to 3.14; this is %d.%d. Install one, or name it:"
        " make run PYTHON=/path/to/python3" % sys.version_info[:2]
    )


def mark(name):
    """What an installation of a set depends on: its lock, this project's metadata, and where it
    is, because the scripts of a virtual environment name their own path."""
    import tomllib  # not there in the versions that this file only has to refuse

    about = tomllib.loads((ROOT / "pyproject.toml").read_text())
    for unrelated in ("bandit", "ruff", "mypy", "pytest", "importlinter"):
        about["tool"].pop(unrelated, None)
    lock = (ROOT / "requirements" / (name + ".txt")).read_bytes()
    parts = [lock, json.dumps(about, sort_keys=True).encode(), str(ROOT).encode()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def stamp(name):
    return VENV / ("installed-" + name)


def is_current(name, wanted):
    return PYTHON.exists() and stamp(name).exists() and stamp(name).read_text() == wanted


def install(name):
    if not works():
        print("Making .venv with Python %d.%d" % sys.version_info[:2], flush=True)
        shutil.rmtree(VENV, ignore_errors=True)
        # This may be the Python of the environment that has just been removed.
        python = getattr(sys, "_base_executable", None) or sys.executable
        if subprocess.call([python, "-m", "venv", str(VENV)]):
            shutil.rmtree(VENV, ignore_errors=True)
            sys.exit("Python's venv module is incomplete here. On Debian: apt install python3-venv")
    print("Installing locked dependencies (%s)" % name, flush=True)
    lock = str(ROOT / "requirements" / (name + ".txt"))
    pip_install("--require-hashes", "--no-deps", "-r", lock)
    pip_install("--no-deps", "--no-build-isolation", "--editable", str(ROOT))


def works():
    """Whether the environment there is one, and still where it was made."""
    if not PYTHON.exists() or not (VENV / "pyvenv.cfg").exists():
        return False
    code = "import sys, pip; sys.exit(sys.prefix != %r or sys.version_info < (3, 11))" % str(VENV)
    if subprocess.call([str(PYTHON), "-c", code], stderr=subprocess.DEVNULL):
        return False
    script = VENV / "bin" / "pip"
    return not script.exists() or str(VENV) in script.read_text().partition("\n")[0]


def pip_install(*arguments):
    # Without a warning for root, who runs this in containers: .venv is the project's own.
    quiet = [] if sys.stdout.isatty() else ["--quiet"]
    options = ["--disable-pip-version-check", "--no-input", "--root-user-action=ignore", *quiet]
    if subprocess.call([str(PYTHON), "-m", "pip", "install", *options, *arguments]):
        sys.exit("Dependencies could not be installed; the reason stands above.")


if __name__ == "__main__":
    main()

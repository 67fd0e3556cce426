"""`python -m tests.faults.forgetful serve`: `clara serve`, which answers what it has done and keeps
nothing of it."""

from clara.__main__ import main
from tests.faults.sabotage import forgetful

if __name__ == "__main__":
    with forgetful():
        main()

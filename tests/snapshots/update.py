"""`python -m tests.snapshots.update` rewrites the files and names those that changed."""

from tests.snapshots.made import rewrite

if __name__ == "__main__":
    for name in rewrite() or ["nothing changed"]:
        print(name)

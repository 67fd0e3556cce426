"""SQLite and PostgreSQL behind one set of tables and repositories."""

import sys

import pysqlite3

# The SQLite that comes with many systems can corrupt a WAL database written by two connections
# (fixed in 3.51.3). The wheel's is put in its place before anything here imports `sqlite3`.
sys.modules["sqlite3"] = pysqlite3
sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2

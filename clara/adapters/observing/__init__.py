"""Metrics, traces and logs: what an operator sees of a process. Nothing here changes what is answered."""

"""Attached files, read in a process of their own that can do little else."""

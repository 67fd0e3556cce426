"""Requests to addresses that strangers name: to public hosts only, never redirected, bounded."""

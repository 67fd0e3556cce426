"""Signing in with an account kept elsewhere: Google, as an OpenID provider."""

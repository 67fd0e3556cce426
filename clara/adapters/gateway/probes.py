"""What watches the service asks these, often and without a credential."""

PROBES = ("/api/v1/health", "/api/v1/health/live", "/api/v1/health/ready")

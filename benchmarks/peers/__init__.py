"""What Clara is measured beside. Each lists card transactions over the same tables."""

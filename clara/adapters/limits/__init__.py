"""How often something was done lately: counted in this process, or in Redis or Valkey for several."""

"""TLS in the process: certificates taken over as they are renewed, and small buffers."""

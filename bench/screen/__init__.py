"""Our picture against VNC's, on one machine: bytes, sharpness, latency, CPU. make bench-screen"""

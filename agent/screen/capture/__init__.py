"""Where pixels come from: one module for each platform, loaded only where it is needed."""

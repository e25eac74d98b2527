"""The agent's window, in Tk: one page for each view, a bar and a frame while somebody looks."""

from agent.window.app import NoDisplay, Window

__all__ = ["NoDisplay", "Window"]

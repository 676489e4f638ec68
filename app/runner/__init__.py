"""Where is it computed? Worker processes behind one small interface."""

from app.runner.base import Ended, Runner, Running

__all__ = ["Ended", "Runner", "Running"]

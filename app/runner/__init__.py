"""Where is it computed? Worker processes behind one small interface."""

from app.runner.base import Ended, Runner, Running
from app.runner.sessions import session_of

__all__ = ["Ended", "Runner", "Running", "session_of"]

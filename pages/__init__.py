"""Streamlit pages: widgets and calls. What they share, caches and session state included, is in `_session`."""

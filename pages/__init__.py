"""Streamlit pages: widgets and calls. What they share is in `_session`; what is computed once for all sessions,
in `_results`, `_films`, `_images` and `_packed`."""

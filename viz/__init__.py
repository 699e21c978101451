"""Figures: typed data and labels in, plotly figures out. Nothing here runs a model or knows of Streamlit."""

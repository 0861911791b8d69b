"""Alembic's migrations of the tables; the views are made anew after each upgrade."""

"""Alembic migrations, packaged so that a wheel carries them."""

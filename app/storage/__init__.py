"""What is kept, in PostgreSQL; the only folder that imports SQLAlchemy."""

"""What is kept, tested on SQLite and on PostgreSQL."""

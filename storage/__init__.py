"""What is kept: tables, transactions, encryption, inbox, outbox, reminders, audit, migrations."""

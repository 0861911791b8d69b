"""The only place that knows SQLAlchemy: tables, transactions, the journal and the views."""

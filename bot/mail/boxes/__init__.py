"""Kinds of mailboxes, each a module that is imported only where it is used."""

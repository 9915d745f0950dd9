"""Finding the answers in a document: labels are matched by meaning to the form's questions, never by number."""

"""Documents as bytes: what kind a file is by its content, and writing a case as one. No disk, no network."""

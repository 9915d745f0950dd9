"""Documents as bytes: what kind a file is by its content. Nothing here reads a disk or a network."""

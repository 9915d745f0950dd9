"""What writes a drawn page in a format, in the plainest way that each format knows."""

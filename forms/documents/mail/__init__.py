"""Mail as bytes: what it says, what was quoted in it and what was attached. Nothing is raised for a broken mail."""

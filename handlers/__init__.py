"""What happens: one module per use case, the same for every channel."""

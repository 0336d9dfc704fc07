"""What one does with the world: compare, measure, explain."""

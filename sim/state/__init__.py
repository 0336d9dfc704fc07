"""What is true in a week, and the part of it that brands can know."""

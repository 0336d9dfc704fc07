"""What worker processes do: the only part of the page that imports the model."""

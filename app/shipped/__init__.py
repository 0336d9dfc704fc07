"""Documents that the page shows while the model is compiled or loaded."""

"""What is measured: metrics of a brand, and statistics of paired runs."""

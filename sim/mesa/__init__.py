"""What Mesa users find around the agents: sets of customers, and a data collector that reads the ledger."""

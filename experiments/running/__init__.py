"""From a study to numbers: trials and replications, on one core, several processes or a cluster."""

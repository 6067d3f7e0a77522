"""Pages and files over many households."""

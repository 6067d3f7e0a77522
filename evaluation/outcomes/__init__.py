"""What became of a group of children: plain numbers from plain values, with what was not measured kept as missing."""

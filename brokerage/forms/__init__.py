"""The questions asked about referrals, searches, rounds and decisions: one module each."""

"""What pages show of referrals, searches, rounds and decisions: one module each."""

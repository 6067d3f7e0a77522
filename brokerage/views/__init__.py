"""The pages of referrals, searches, rounds and decisions: one module each."""

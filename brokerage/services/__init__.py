"""Doing things with referrals, searches, rounds and decisions: one module each."""

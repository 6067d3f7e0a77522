"""How the desk works, in plain numbers from plain values: waits, offers, answers, quality, before and after."""

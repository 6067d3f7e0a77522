"""An invented desk to try the product on: people, homes, children, years of history, and referrals in every state.

Shares and durations follow national figures (national_parameters.json says whose, and of what year). Every person is
invented; outward postcodes are real, and the postcodes inside them are ones that nobody has.
"""

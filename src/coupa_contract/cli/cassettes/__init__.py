"""The commands `coupa-contract cassettes …`: what recordings hold, whether they can be trusted, and how they are changed."""

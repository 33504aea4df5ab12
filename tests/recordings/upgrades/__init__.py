"""Whether recordings survive upgrades: `python -m upgrades`."""

"""The house: settings, addresses, front page, search page, admin site, checks."""

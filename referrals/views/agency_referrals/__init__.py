"""Doors of the pages about agencies' referrals."""

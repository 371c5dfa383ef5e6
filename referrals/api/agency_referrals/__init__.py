"""Endpoints of agencies' referrals."""

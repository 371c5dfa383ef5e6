"""What the bench measures on: a crowd of made-up patients in one hospital."""

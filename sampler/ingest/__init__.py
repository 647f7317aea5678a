"""A delivery arrives: archives are scanned and read without trusting them."""

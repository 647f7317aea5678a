"""The steps by which the tables came to be; never changed once released."""

"""What a path is: which file system, a removable or network medium, a synchronised folder."""

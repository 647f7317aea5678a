"""What the law asks with a clock: holds, requests, disclosures, incidents."""

"""What a value is: identifiers, numbers, addresses, dates, secrets; shapes first, then checks."""

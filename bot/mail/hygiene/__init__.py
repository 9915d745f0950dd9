"""What may be believed of a mail, and who or what wrote it: rules over its headers, each with its RFC."""

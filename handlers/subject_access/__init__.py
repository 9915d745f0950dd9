"""What is held about a person, found and written down, to answer a request for access (UK GDPR, Article 15).

`known` says what counts as a mention of the person, `finding` looks through everything, `answer` makes the document.
"""

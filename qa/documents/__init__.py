"""What a file or a page of each kind says -> articles: one module a kind of document, each with one `read`."""

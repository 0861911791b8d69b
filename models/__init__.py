"""The nouns that every other package shares: frozen dataclasses, enums and the error tree."""

"""The only place where names of the language meet network, training and datasets."""

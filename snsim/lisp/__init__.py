"""The language: reader, evaluator, compiler, printer and builtins; it knows nothing of networks."""

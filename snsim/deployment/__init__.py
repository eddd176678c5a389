"""Taking a trained net out of here, as it was done in 1989: the network as a program of its own.

``chain`` makes of a network the steps that an answer takes; ``csource`` writes them as one C file, ``onnxmodel`` as an
ONNX model.
"""

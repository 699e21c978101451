"""What a model does with a sentence, measured: analyses give frozen dataclasses whose axes have labels.

Each module names its measure, its unit and the paper that it comes from.
"""

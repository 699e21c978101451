"""The families of Hugging Face models that are adapted: each a module that says where the parts stand.

A module has one function, `modules(model) -> ModelModules`, and is imported when a model of its family is adapted.
"""

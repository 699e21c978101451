"""BertViz's views of a trace, as documents of HTML that load nothing and can reach nothing around them.

    trace = model.load("en-fr").trace("The cat sat.")
    Path("heads.html").write_text(document(trace, "head", "encoder", theme("light"), Text("en")))

J. Vig, *A Multiscale Visualization of Attention in the Transformer Model* (ACL 2019 demonstrations, arXiv:1906.05714).
"""

from viz.bertviz.document import document, embedded
from viz.bertviz.views import ABOUT_SCORES, View, elements, height, limit, longest

__all__ = ["ABOUT_SCORES", "View", "document", "elements", "embedded", "height", "limit", "longest"]

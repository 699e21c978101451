"""The arguments of the commands in `sentences.py`."""

from model.commands.shared_arguments import AddParser, at_least, with_model, with_sentences


def _translate(add_parser: AddParser) -> None:
    translate = add_parser(
        "translate",
        parents=[with_sentences(), with_model()],
        help="translate sentences",
        description="Print one translation a line, and nothing else. A line that cannot be translated gives an "
        "empty line, a message on stderr, and exit status 1. A language model prints the line and how it goes on.",
    )
    translate.add_argument("--beam", type=at_least(1), default=1, metavar="N", help="beam width (default: greedy)")
    translate.add_argument(
        "--length-penalty", type=float, default=1.0, metavar="X", help="of the beam (default: %(default)s)"
    )
    translate.add_argument(
        "--intervene",
        default="",
        metavar="TEXT",
        help="change the pass, layers, heads and tokens counted from 1: 'enc.6.h4=off; cross.1.h2[7,2]=0.9; "
        'enc[9,2]=cut; dec.1.ff=skip; enc.4[9]=from "It was wide."\' (model/interventions/notation.py)',
    )


def _coreference(add_parser: AddParser) -> None:
    coreference = add_parser(
        "coreference",
        parents=[with_sentences(), with_model()],
        help='see what a model takes "it" for',
        description="For each sentence the translation, the probabilities of il and elle, and the heads that look from "
        "the pronoun to the two nouns. A sentence that cannot be read gives a message on stderr, and exit status 1.",
    )
    coreference.add_argument("--antecedent", metavar="WORD", help='what "it" refers to (default: the first noun)')
    coreference.add_argument("--distractor", metavar="WORD", help="the other noun (default: the second one)")
    coreference.add_argument(
        "--json", action="store_true", help="one JSON object a line, with all heads (counted from 0)"
    )


def _ablate(add_parser: AddParser) -> None:
    ablate = add_parser(
        "ablate",
        parents=[with_model()],
        help="see what each head changes, switched off alone",
        description="For one sentence and every head of the model: by how much the decision between il and elle (or, "
        "without such a pronoun, the probability of all that is written) changes with that head off, and what is "
        "written then.",
    )
    ablate.add_argument("sentence", metavar="SENTENCE")
    ablate.add_argument(
        "--how",
        choices=("zero", "mean", "uniform"),
        default="zero",
        help="the head writes nothing, looks at everything alike, or writes what it does on average (default: "
        "%(default)s)",
    )
    ablate.add_argument("--json", action="store_true", help="print JSON, with all heads (counted from 0)")


def _patch(add_parser: AddParser) -> None:
    patch = add_parser(
        "patch",
        parents=[with_model()],
        help="see where two sentences differ inside the encoder",
        description="Activation patching: the first sentence is read with one activation of the second in its place, "
        "token by token and layer by layer, then head by head. Shown is how far that moves the decision where the two "
        "translations part. Both sentences must have equally many tokens.",
    )
    patch.add_argument("first", metavar="FIRST", help="a sentence")
    patch.add_argument("second", metavar="SECOND", help="another one, which differs in a word or two")
    patch.add_argument("--json", action="store_true", help="print JSON; layers, heads and tokens count from 0")


def _compare(add_parser: AddParser) -> None:
    compare = add_parser(
        "compare",
        parents=[with_model()],
        help="see what two passes do differently",
        description="Two sentences, or one sentence through two models, or with and without interventions: what was "
        "expected next, where the attention went and how far the streams lie apart, aligned word by word.",
    )
    compare.add_argument("first", metavar="FIRST", help="a sentence")
    compare.add_argument("second", metavar="SECOND", nargs="?", help="another one (default: the same)")
    compare.add_argument("--other-model", metavar="NAME", help="for the second pass (default: the same)")
    compare.add_argument(
        "--intervene", default="", metavar="TEXT", help="change the second pass; as for translate: 'enc.6.h4=off'"
    )
    compare.add_argument("--json", action="store_true", help="print JSON, with all layers and heads (counted from 0)")


def _explain(add_parser: AddParser) -> None:
    explain = add_parser(
        "explain",
        parents=[with_model()],
        help="see which words a written word is owed to",
        description="What each method of attribution gives to each word for one word of the translation, in its own "
        "unit, how far the methods agree (rank correlation), and what the decoder would have written after each of its "
        "sublayers (logit lens).",
    )
    explain.add_argument("sentence", metavar="SENTENCE")
    explain.add_argument(
        "--word",
        metavar="WORD",
        help='a word of the translation: its number from 1, or itself, the second "il" as il.2 (default: the last '
        "pronoun, else the last word; of a language model the first that it wrote)",
    )
    explain.add_argument(
        "--method",
        action="append",
        metavar="NAME",
        help="one of leave_one_out, attention, norm_weighted, rollout, flow, saliency, gradient_x_input and "
        "integrated_gradients; repeatable (default: all that can answer in reasonable time)",
    )
    explain.add_argument("--alone", action="store_true", help="explain P(il) by itself, not against P(elle)")
    explain.add_argument("--pieces", action="store_true", help="divide the credit among pieces, not words")
    explain.add_argument("--json", action="store_true", help="print JSON")


def add_sentence_commands(add_parser: AddParser) -> None:
    """Add translate, coreference, ablate, patch, compare and explain."""
    _translate(add_parser)
    _coreference(add_parser)
    _ablate(add_parser)
    _patch(add_parser)
    _compare(add_parser)
    _explain(add_parser)

from pages.lessons.lesson import Lesson, Quiz, Step, equation, links
from pages.lessons.self_attention import by_hand, exhibits, questions, real_head

TEX = (
    r"\mathrm{Attention}(Q,K,V) = \lit{softmax}{\mathrm{softmax}}\!"
    r"\left(\frac{\lit{q}{Q}\,\lit{k}{K^\top}}{\lit{root}{\sqrt{d_k}}}\right)\lit{v}{V}"
)

LESSON = Lesson(
    "self_attention",
    steps=(
        Step("question", exhibits.show_row),
        Step("shop", exhibits.show_shop),
        Step("words", by_hand.choose_words),
        Step("projections", by_hand.show_projections),
        Step("scores", by_hand.show_scores, values=by_hand.score_values),
        Quiz("share", values=by_hand.row_values, ask=questions.softmax_share, follows_sentence=False),
        Step("softmax", exhibits.show_softmax),
        Step("weights", by_hand.show_weights, values=by_hand.row_values),
        Step("output", by_hand.show_outputs, values=by_hand.output_values),
        Step("equation", equation("equation", TEX)),
        Quiz("variance", ask=questions.largest_variance, follows_sentence=False),
        Step("scaling", exhibits.show_scaling, values=real_head.sizes),
        Quiz("key", values=real_head.key_values, ask=real_head.where_it_looks),
        Step("row", real_head.show_head_row, values=real_head.sizes),
        Quiz("spot-error", real_head.show_code, ask=real_head.which_line, follows_sentence=False),
        Step("take-away", links("attention", "bertviz", "laboratory")),
        Step("sources"),
    ),
)

from pages.lessons.lesson import Lesson, Step

LESSON = Lesson("embeddings", steps=(Step("question"),))

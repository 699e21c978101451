from pages.lessons.lesson import Lesson, Step

LESSON = Lesson("coreference", steps=(Step("question"),))

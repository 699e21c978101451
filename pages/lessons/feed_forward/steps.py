from pages.lessons.lesson import Lesson, Step

LESSON = Lesson("feed_forward", steps=(Step("question"),))

"""Calculations take turns."""

import threading

from pages._turns import Turns


def test_no_more_at_once_than_there_are_turns() -> None:
    turns, lock, going_on = Turns(2), threading.Lock(), threading.Semaphore(0)
    state = {"now": 0, "most": 0}

    def compute() -> None:
        with turns.one():
            with lock:
                state["now"] += 1
                state["most"] = max(state["most"], state["now"])
            going_on.acquire()
            with lock:
                state["now"] -= 1

    assert turns.ahead == 0
    threads = [threading.Thread(target=compute) for _ in range(5)]
    for thread in threads:
        thread.start()
    while turns.ahead < 4:  # five asked, two at once: a sixth begins when four have ended
        threading.Event().wait(0.001)
    for _ in threads:
        going_on.release()
    for thread in threads:
        thread.join()
    assert state == {"now": 0, "most": 2}
    assert turns.ahead == 0


def test_what_a_calculation_starts_belongs_to_it() -> None:
    turns = Turns(1)
    with turns.one(), turns.one():
        assert turns.ahead == 1
    assert turns.ahead == 0


def test_a_calculation_that_fails_gives_its_turn_back() -> None:
    turns = Turns(1)
    for _ in range(2):
        try:
            with turns.one():
                raise ValueError
        except ValueError:
            pass
    assert turns.ahead == 0

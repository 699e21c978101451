"""The tables of the Chinese–English grammar as typed entries. The column comments stand in ``tables/*.tsv``."""

from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from model.corpus.lexicon import LexiconError, read_table
from model.corpus_zh import english
from model.corpus_zh.english import with_s

DIRECTORY = Path(__file__).parent / "tables"
TABLES = "nouns people activities verbs adjectives places times governors states phrases".split()


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a table, with '' where it has '-'. (An absolute path leaves the directory of `read_table`.)"""
    table = read_table(str(DIRECTORY / name))
    return [{column: "" if cell == "-" else cell for column, cell in row.items()} for row in table]


@dataclass(frozen=True, eq=False)
class Noun:
    classes: str
    chinese: str
    english: str
    plural: str
    measure: str

    @property
    def countable(self) -> bool:
        return self.plural not in ("mass", "only")

    @property
    def bare(self) -> str:
        """What one says of it in general: apples, coffee, shoes."""
        if not self.countable:
            return self.english
        return self.plural or with_s(self.english)

    @property
    def classifier(self) -> str:
        return self.measure.partition("/")[0]

    @property
    def portion(self) -> str:
        """The English measure word of what cannot be counted: cup, pair."""
        return self.measure.partition("/")[2]


@dataclass(frozen=True, eq=False)
class Person:
    kind: str
    chinese: str
    english: str
    plural: str
    gender: str


@dataclass(frozen=True, eq=False)
class Activity:
    verb: str
    object: str
    english: str
    rest: str
    go: str
    uses: str

    @property
    def chinese(self) -> str:
        return self.verb + self.object


@dataclass(frozen=True, eq=False)
class ObjectVerb:
    chinese: str
    english: str
    rest: str
    objects: str
    moved: str
    uses: str

    @cached_property
    def nouns(self) -> tuple[Noun, ...]:
        return lexicon().select(self.objects)


@dataclass(frozen=True, eq=False)
class Adjective:
    chinese: str
    english: str
    comparative: str
    attribute: str
    lasting: str
    excess: str
    nouns: str

    @property
    def attributive(self) -> str:
        """Before a noun: 大, 漂亮的, 很贵的."""
        if self.attribute == "bare":
            return self.chinese
        return f"{'很' if len(self.chinese) == 1 else ''}{self.chinese}的"

    @property
    def compared(self) -> str:
        return self.comparative or english.comparative(self.english)

    @cached_property
    def things(self) -> tuple[Noun, ...]:
        return lexicon().select(self.nouns)

    @cached_property
    def places(self) -> tuple["Place", ...]:
        return tuple(place for place in lexicon().places if place.chinese in self.nouns.split())

    @property
    def personal(self) -> bool:
        return "person" in self.nouns.split()


@dataclass(frozen=True, eq=False)
class Place:
    kind: str
    chinese: str
    inside: str
    at: str
    to: str
    name: str
    measure: str
    there: str


@dataclass(frozen=True, eq=False)
class Time:
    kind: str
    chinese: str
    english: str


@dataclass(frozen=True, eq=False)
class Governor:
    chinese: str
    negative: str
    english: str
    complement: str
    uses: str


@dataclass(frozen=True, eq=False)
class State:
    kind: str
    chinese: str
    english: str
    wants: str
    prevents: str


@dataclass(frozen=True, eq=False)
class Expression:
    chinese: str
    english: str


Entry = Noun | Person | Activity | ObjectVerb | Adjective | Place | Time | Governor | State | Expression


class Lexicon:
    """All tables. Every tuple keeps the order of its table."""

    def __init__(self) -> None:
        self.nouns = tuple(Noun(**row) for row in rows("nouns"))
        self.people = tuple(Person(**row) for row in rows("people"))
        self.activities = tuple(Activity(**row) for row in rows("activities"))
        self.verbs = tuple(ObjectVerb(**row) for row in rows("verbs"))
        self.adjectives = tuple(Adjective(**row) for row in rows("adjectives"))
        self.places = tuple(Place(**row) for row in rows("places"))
        self.times = tuple(Time(**row) for row in rows("times"))
        self.governors = tuple(Governor(**row) for row in rows("governors"))
        self.states = tuple(State(**row) for row in rows("states"))
        self.phrases = tuple(Expression(**row) for row in rows("phrases"))
        self._known = {name for noun in self.nouns for name in (noun.chinese, *noun.classes.split())}
        self._known |= {name for entry in (*self.people, *self.places) for name in (entry.chinese, entry.kind)}

    @cache  # noqa: B019 - there is one lexicon
    def select(self, selector: str) -> tuple[Noun, ...]:
        """The nouns that a list of classes and single nouns stands for (people and places are passed over)."""
        wanted = set(selector.split())
        if unknown := wanted - self._known - {"person", "place"}:
            raise LexiconError(f"neither words nor classes: {' '.join(sorted(unknown))}")
        return tuple(noun for noun in self.nouns if wanted & {noun.chinese, *noun.classes.split()})

    @cache  # noqa: B019
    def doing(self, use: str, moment: str = "") -> tuple[Activity, ...]:
        """The activities with this use ("" for all) at a moment of the day (昨天晚上)."""
        found = [entry for entry in self.activities if not use or use in entry.uses.split()]
        part = {"早上": "morning", "下午": "afternoon", "晚上": "evening"}.get(moment[-2:], "")
        return tuple(
            e for e in found if not part or not ({"morning", "noon", "evening"} - {part}) & set(e.uses.split())
        )

    @cache  # noqa: B019
    def acting(self, use: str) -> tuple[ObjectVerb, ...]:
        """The verbs with this use whose objects are things, or with "use person" those whose objects are people."""
        use, _, person = use.partition(" ")
        found = [verb for verb in self.verbs if use in verb.uses.split()]
        return tuple(v for v in found if ("person" in v.objects.split() if person else v.nouns))

    @cache  # noqa: B019
    def told(self, kind: str) -> tuple[Person, ...]:
        return tuple(person for person in self.people if person.kind == kind)

    @cache  # noqa: B019
    def located(self, kinds: str) -> tuple[Place, ...]:
        return tuple(place for place in self.places if place.kind in kinds.split())

    @cache  # noqa: B019
    def when(self, kinds: str) -> tuple[Time, ...]:
        return tuple(time for time in self.times if time.kind in kinds.split())

    @cache  # noqa: B019
    def governing(self, uses: str) -> tuple[Governor, ...]:
        return tuple(governor for governor in self.governors if governor.uses in uses.split())

    @cache  # noqa: B019
    def named(self, names: str) -> tuple[Activity, ...]:
        """Activities by verb + object. Raises LexiconError for one that activities.tsv lacks."""
        by_name = {activity.chinese: activity for activity in self.activities}
        if unknown := [name for name in names.split() if name not in by_name]:
            raise LexiconError(f"no activities: {' '.join(unknown)}")
        return tuple(by_name[name] for name in names.split())


@cache
def lexicon() -> Lexicon:
    """The lexicon, read once."""
    return Lexicon()

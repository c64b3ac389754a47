"""Who does it and to whom: the subject and the objects of a verb in a shallow parse."""

from __future__ import annotations

from tallybook.coding.grammar import Parse, Phrase, Tag, VerbGroup

__all__ = ["by_agent", "clause", "conjoined", "object_of", "object_phrases", "subject_of"]

_CLAUSE_MARKS = frozenset((";", ":", "–", "—", "--", "(", ")"))
_BEFORE_DAYS = frozenset(("on", "in", "at", "since"))
_CLAUSE_WORDS = frozenset(
    ("after", "before", "when", "while", "although", "though", "but", "because", "if", "whereas", "since")
)


def clause(parse: Parse, index: int) -> tuple[int, int]:
    """Tokens of the part of the sentence around `index` up to the next subordinator, semicolon or dash."""
    sentence = parse.text.sentence_of(index)
    lowers = parse.text.lowers
    first = index
    while first > sentence.first and not _bounds(lowers, parse.tags, first - 1):
        first -= 1
    last = index + 1
    while last < sentence.last and not _bounds(lowers, parse.tags, last):
        last += 1
    return first, last


def _bounds(lowers: list[str], tags: list[Tag], index: int) -> bool:
    return lowers[index] in _CLAUSE_MARKS or (lowers[index] in _CLAUSE_WORDS and tags[index] is not Tag.DATE)


def subject_of(parse: Parse, verb: VerbGroup, depth: int = 0) -> Phrase | None:
    """The noun phrase that is the grammatical subject of `verb`; None where the shallow parse cannot tell."""
    tags, lowers = parse.tags, parse.text.lowers
    limit = parse.text.sentence_of(verb.verb).first
    index = verb.first - 1
    while index >= limit and (tags[index] in (Tag.ADVERB, Tag.DATE, Tag.NEGATION) or lowers[index] in {'"', "”", "“"}):
        index -= 1
        # "Police in Oldport on Monday arrested": the day stands between the subject and its verb.
        if tags[index + 1] is Tag.DATE and index > limit and lowers[index] in _BEFORE_DAYS:
            index -= 1
    if index < limit or depth > 4:
        return None
    if verb.form == "gerund" or verb.infinitive or tags[index] is Tag.CONJUNCTION:
        return _shared_subject(parse, verb, limit, depth)
    if tags[index] in (Tag.RELATIVE, Tag.THAT) and tags[index] is not Tag.THAT:
        return _antecedent(parse, index, limit)
    if tags[index] is Tag.THAT:
        return _antecedent(parse, index, limit)
    if lowers[index] in {",", ")", "–", "—", "--"}:
        behind = _skip_insertion(parse, index, limit)
        if behind is None:
            return _shared_subject(parse, verb, limit, depth)
        index = behind
    beside = parse.phrase_ending(index + 1)
    counted = beside is not None and beside.quantity is not None and beside.first > limit
    if (
        beside is not None
        and counted
        and verb.passive
        and verb.first == verb.verb
        and lowers[beside.first - 1] == "with"
    ):
        return beside  # "22 died, officials said, with 25 others injured"
    relative = _relative_before(parse, verb, index, limit)
    if relative is not None:
        return _antecedent(parse, relative, limit)
    phrase = _head_phrase(parse, index, limit)
    if phrase is not None and phrase.first - 1 > limit and lowers[phrase.first - 1] == "," and _is_age(parse, phrase):
        return _head_phrase(parse, phrase.first - 2, limit)  # "Ana Quell, 34, of Oldport, was shot"
    return phrase


def _shared_subject(parse: Parse, verb: VerbGroup, limit: int, depth: int) -> Phrase | None:
    """The subject of the nearest finite verb before this one in the sentence."""
    for index in range(verb.first - 1, limit - 1, -1):
        other = parse.verb_at.get(index)
        if (
            other is not None
            and other.form != "gerund"
            and not other.infinitive
            and not _is_reduced(parse, other, limit)
        ):
            return subject_of(parse, other, depth + 1)
    phrase = parse.phrase_at.get(limit)
    return phrase if phrase is not None and verb.form == "gerund" else None


def _is_reduced(parse: Parse, verb: VerbGroup, limit: int) -> bool:
    """Whether a participle is a reduced relative clause ("militants armed with rifles"): no verb of the sentence."""
    return verb.passive and verb.first == verb.verb and verb.verb > limit


def _relative_before(parse: Parse, verb: VerbGroup, index: int, limit: int) -> int | None:
    """Where "who" begins a clause that ends right before a verb: "the man | who tried to help her | was killed"."""
    inner = 0
    for back in range(index, limit - 1, -1):
        if parse.tags[back] in (Tag.MARK, Tag.CONJUNCTION):
            return None
        inner += back in parse.verb_at
        if parse.tags[back] is Tag.RELATIVE and parse.text.lowers[back] == "who":
            return back if inner and verb.first < verb.verb else None
    return None


def _antecedent(parse: Parse, index: int, limit: int) -> Phrase | None:
    """The phrase before a relative pronoun: "two men, who", "at least one of whom"."""
    back = index - 1
    while back >= limit and parse.text.lowers[back] in {",", "of"}:
        phrase = parse.phrase_ending(back)
        if parse.text.lowers[back] == "of" and phrase is not None:
            return phrase
        back -= 1
    nearest = parse.phrase_ending(back + 1) if back >= limit else None
    if nearest is None or nearest.person is not None or parse.text.lowers[index] != "who":
        return nearest
    # "Khan, mayor of a town in the north, who was kidnapped": the nearest phrase that speaks of people.
    for position in range(nearest.first - 1, limit - 1, -1):
        phrase = parse.phrase_ending(position + 1)
        if phrase is not None and (phrase.person is not None or phrase.first == limit):
            return phrase
    return nearest


def _skip_insertion(parse: Parse, index: int, limit: int) -> int | None:
    """From the closing mark of an insertion at `index`, the token before it: "Quell, a clerk at the court, | told"."""
    opening = {")": "("}.get(parse.text.lowers[index], parse.text.lowers[index])
    for back in range(index - 1, limit - 1, -1):
        if parse.text.lowers[back] == opening:
            return back - 1 if back > limit else None
    return None


def _head_phrase(parse: Parse, index: int, limit: int) -> Phrase | None:
    """The phrase that the words ending at `index` belong to, past prepositional parts and participles."""
    phrase = parse.phrase_ending(index + 1)
    for _ in range(6):
        if phrase is None or phrase.first <= limit:
            return phrase
        back = phrase.first - 1
        tag = parse.tags[back]
        if tag is Tag.CONJUNCTION and parse.text.lowers[back] == "and":
            other = parse.phrase_ending(back)
            if other is None:
                return phrase
            before = other.first - 1
            if before >= limit and parse.tags[before] is Tag.PREPOSITION:
                phrase = other
                continue
            return phrase
        if tag is Tag.GERUND and (outer := parse.phrase_ending(back)) is not None and outer.person is not None:
            phrase = outer  # "four men attending a party were injured"
            continue
        if tag is not Tag.PREPOSITION or parse.text.lowers[back] in _CLAUSE_WORDS:
            return phrase
        back -= 1
        while back >= limit and (
            parse.tags[back] in (Tag.VERB, Tag.ADVERB, Tag.ADJECTIVE) or parse.text.lowers[back] in {",", ")"}
        ):
            back -= 1
        outer = parse.phrase_ending(back + 1) if back >= limit else None
        if outer is None:
            return None
        phrase = outer
    return phrase


def by_agent(parse: Parse, verb: VerbGroup, reach: int) -> Phrase | None:
    """The noun phrase behind the first "by" of the `reach` tokens behind a verb, in its sentence."""
    for index in range(verb.last, min(parse.text.sentence_of(verb.verb).last, verb.last + reach)):
        if parse.text.lowers[index] == "by":
            return parse.phrase_starting(index + 1)
    return None


def object_of(parse: Parse, verb: VerbGroup) -> Phrase | None:
    """The noun phrase right behind an active verb, past adverbs and a conjoined verb ("killed and wounded five")."""
    tags, lowers = parse.tags, parse.text.lowers
    limit = parse.text.sentence_of(verb.verb).last
    index = verb.last
    steps = 0
    while index < limit and steps < 5:
        phrase = parse.phrase_starting(index)
        if phrase is not None and tags[index] is not Tag.DATE:
            return phrase
        conjoined_verb = (
            tags[index] is Tag.CONJUNCTION and index + 1 < limit and tags[index + 1] in (Tag.VERB, Tag.GERUND)
        )
        if tags[index] in (Tag.ADVERB, Tag.DATE) or lowers[index] in {"dead", '"', "“"}:
            index += 1
        elif conjoined_verb:
            index += 2
        else:
            return None
        steps += 1
    return None


def conjoined(parse: Parse, phrase: Phrase, *, things: bool = False) -> list[Phrase]:
    """The phrases of a list that begins with `phrase`: "two soldiers, three policemen and a child".

    With `things`, lists of anything: "the town hall, a bank and the bridge".
    """
    found = [phrase]
    limit = parse.text.sentence_of(phrase.first).last
    lowers = parse.text.lowers
    index = phrase.last
    while index < limit:
        step = index
        if lowers[step] == ",":
            step += 1
        if step < limit and lowers[step] in {"and", "or", "plus"}:
            step += 1
        elif step + 2 < limit and lowers[step : step + 3] == ["as", "well", "as"]:
            step += 3
        following = parse.phrase_starting(step) if step > index else None
        if following is not None and step == index + 1 and lowers[index] == "," and _is_age(parse, following):
            index = following.last
            continue
        if following is None or not (things or following.person or following.quantity or following.name):
            break
        behind = following.last
        if behind < limit and parse.tags[behind] in (Tag.BE, Tag.HAVE, Tag.MODAL):
            break  # "killed five people, and ten others were wounded": a new clause
        if behind < limit and parse.tags[behind] is Tag.VERB and not parse.verb_at[behind].passive:
            break
        found.append(following)
        index = following.last
    return found


def _is_age(parse: Parse, phrase: Phrase) -> bool:
    """A bare number between commas: "his stepson, 3, and", "Ana Quell, 34.", not "five dead, 10 wounded"."""
    lowers = parse.text.lowers
    ends = phrase.last >= parse.text.sentence_of(phrase.first).last  # a headline has no full stop
    behind = "." if ends else lowers[phrase.last]
    return phrase.last - phrase.first == 1 and lowers[phrase.first].isdigit() and behind in {",", ".", ";", "and"}


def conjoined_before(parse: Parse, phrase: Phrase) -> list[Phrase]:
    """The phrases of a list that ends with `phrase`, in order."""
    found = [phrase]
    limit = parse.text.sentence_of(phrase.first).first
    lowers = parse.text.lowers
    if lowers[phrase.last : phrase.last + 2] in (["of", "whom"], ["of", "them"], ["of", "those"]):
        return found  # "five guards, one of whom was killed"
    while True:
        step = found[0].first - 1
        if step < limit:
            return found
        if lowers[step] in {"and", "or"}:
            step -= 1
            if step >= limit and lowers[step] == ",":
                step -= 1
        elif lowers[step] == ",":
            step -= 1
        else:
            return found
        if step - 1 > limit and lowers[step].isdigit() and lowers[step - 1] == ",":
            step -= 2  # "Ana Quell, 34, and ..."
        before = parse.phrase_ending(step + 1)
        if before is None or before.first < limit or not (before.person or before.quantity or before.name):
            return found
        if (
            before.first > limit
            and parse.tags[before.first - 1] in (Tag.PREPOSITION, Tag.TO)
            and lowers[before.first - 1] != "including"
        ):
            return found
        found.insert(0, before)


def object_phrases(parse: Parse, verb: VerbGroup) -> list[Phrase]:
    """Those whom the verb befalls: the subjects of a passive, the objects of an active verb."""
    if verb.passive:
        subject = subject_of(parse, verb)
        return conjoined_before(parse, subject) if subject is not None else []
    found = object_of(parse, verb)
    return conjoined(parse, found) if found is not None else []

"""What happened to whom: people killed, wounded, captured, missing, displaced, with their number, as a sentence words it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Doc, Token

from reportedly.article import Span
from reportedly.claim import Count, Kind
from reportedly.lexicon import words
from reportedly.reading.frames import Frame, beside, frame_of, is_passive
from reportedly.reading.membership import members_of
from reportedly.reading.mention import Mention, Number
from reportedly.reading.parse import Parsed
from reportedly.reading.reality import Reality, reality_of
from reportedly.reading.triggers import Form, Trigger, may_harm, triggers_in
from reportedly.reading.victims import NOMINAL, Group, group_at, groups_in, is_people, is_measure, noun_of

__all__ = ["may_harm", "mentions_in"]

_LEADS = frozenset(["to", "at", "of", "is", "was", "are", "were", ":", "reached", "hit", "stands", "stood", "exceeded", "exceeds", "surpassed", "topped", "passed", "from", "by"])
_MERGE = frozenset({Kind.KILLED, Kind.WOUNDED})


@dataclass(frozen=True, slots=True, eq=False)
class _Find:
    trigger: Trigger
    group: Group
    doer: Token | None
    reality: Reality
    parent: Group | None = None


def _reflexive(group: Group, doer: Token | None, numbers: Sequence[Number]) -> Group:
    """ "Killing himself and two guards": the doer is among the dead."""
    if not group.head.lower_.endswith(("self", "selves")):
        return group
    count = group.count
    if group.head.lower_ == "themselves" and doer is not None:
        count = group_at(doer, numbers).count
    return replace(group, attackers=True, count=count, human=True)


_BESIDES = ("in addition to", "besides", "along with", "together with", "aside from", "apart from", "as well as", "alongside")


def _included(trigger: Trigger, numbers: Sequence[Number]) -> list[Group]:
    """The parts that follow an "including" or "among them", wherever the parse hangs it."""
    doc = trigger.token.doc
    for at in range(trigger.end, len(doc)):
        if doc[at].text in {";", ":"}:
            break
        if doc[at].lower_ == "including" or (doc[at].lower_ in {"them", "whom"} and doc[at - 1].lower_ == "among"):
            head = next((t for t in doc[at + 1 : at + 8] if t.left_edge.i == at + 1 and t.pos_ in NOMINAL and not _modifies(t)), None)
            if head is None:
                return []
            found = [replace(g, part=True) for g in groups_in(head, numbers)]
            return found if found[0].human or found[0].number is not None else []
    return []


def _ends_before(trigger: Trigger, group: Group, others: Sequence[Trigger]) -> bool:
    """Whether another outcome word stands between, to which the parts then belong."""
    return any(trigger.end <= t.token.i < group.first and t.form in {Form.VERB, Form.ADJECTIVE} for t in others)


def _beyond(trigger: Trigger, numbers: Sequence[Number], others: Sequence[Trigger]) -> list[Group]:
    """Those the sentence counts besides, and parts of its count that hang from the verb.

    "In addition to the assailant, five guards were killed"; "seven were wounded, including four Americans".
    """
    out: list[Group] = []
    doc = trigger.token.doc
    if (parts := _included(trigger, numbers)) and not _ends_before(trigger, parts[0], others):
        out.extend(parts)
    for child in trigger.token.children:
        if child.dep_ not in {"prep", "advmod", "cc", "mark"}:
            continue
        lead = " ".join(t.lower_ for t in doc[max(0, child.i - 1) : child.i + 3])
        part = child.lower_ == "including"
        if part or not any(lead.startswith(b) or lead.split(" ", 1)[-1].startswith(b) for b in _BESIDES):
            continue
        noun = next((t for t in child.subtree if t.dep_ == "pobj" and t.lower_ != "addition"), None)
        if noun is not None:
            found = groups_in(noun, numbers)
            out.extend(g for g in found if g.human or g.head.pos_ == "PROPN" or g.number is not None)
    return out


def _continued(groups: list[Group], numbers: Sequence[Number], triggers: set[int]) -> list[Group]:
    """Items of a list that the parse tore off: "wounding him, his driver and a bystander"."""
    out = list(groups)
    doc = groups[-1].head.doc
    at = max(g.end for g in groups)
    while at < len(doc):
        start = at
        while start < len(doc) and doc[start].lower_ in {",", "and", "&", "as", "well", "along", "together", "with", "plus", "also"}:
            start += 1
        if start == at or start >= len(doc) or (doc[at:start].text in {",", "with", "as", "also"} and not _list_goes_on(doc, start)):
            break
        head = next((t for t in doc[start : start + 9] if t.left_edge.i == start and t.pos_ in NOMINAL and not _modifies(t)), None)
        if head is None or head.dep_ in {"nsubj", "nsubjpass"} or head.i in triggers or any(g.head.i == head.i for g in out):
            break
        group = group_at(head, numbers, part=out[-1].part)
        following = doc[group.end].pos_ if group.end < len(doc) else ""
        if following in {"AUX", "VERB"} or not group.human or (group.number is not None and any(g.number is group.number for g in out)):
            break
        out.append(group)
        at = max(group.end, start + 1)
    return out


def _list_goes_on(doc: Doc, start: int) -> bool:
    """Whether "and" closes the list within a few words, so that the comma before was one of a list."""
    for token in doc[start : start + 8]:
        if token.lower_ == "and":
            return True
        if token.pos_ in {"VERB", "AUX", "SCONJ"}:
            return False
    return False


def _modifies(token: Token) -> bool:
    return token.dep_ in {"compound", "poss", "nummod", "amod", "det", "nmod", "quantmod"} and token.head.i > token.i


def _toll(trigger: Trigger, numbers: Sequence[Number]) -> Number | None:
    """The number a toll rose to: the last of "from 5 to 9", else the next one in the clause, else the one before."""
    doc = trigger.token.doc
    after = [n for n in numbers if trigger.end <= n.first < trigger.end + 18 and n.count.unit in {None, "per_day", "per_week", "per_month"}]
    led = [n for n in after if n.first - trigger.end < 4 or doc[n.first - 1].lower_ in _LEADS]
    after = led or [n for n in after if n.first - trigger.end < 9]
    if after:
        if len(after) > 1 and doc[after[0].first - 1].lower_ == "from" and doc[after[1].first - 1].lower_ in {"to", "by"}:
            return after[1]
        return after[0]
    return next((n for n in reversed(numbers) if 0 <= trigger.first - n.end <= 2), None)


def _number_group(number: Number, token: Token, numbers: Sequence[Number]) -> list[Group]:
    head = token.doc[number.head] if number.head is not None and number.head - number.end < 8 else token.doc[number.end - 1]
    return [Group(head, number.first, max(number.end, head.i + 1), number, number.count)]


def _own_count(trigger: Trigger, numbers: Sequence[Number]) -> list[Group]:
    """A noun that is itself the count of people: "12 fatalities", "no casualties", "the two deaths"."""
    group = group_at(trigger.token, numbers)
    if group.number is None or group.head.i != trigger.token.i:
        singular = trigger.token.tag_ == "NN" and any(c.lower_ in {"a", "an", "one", "another"} for c in trigger.token.children)
        some = trigger.token.tag_ == "NNS" and any(c.lower_ == "some" for c in trigger.token.children)
        return [group] if singular or some else []
    return groups_in(trigger.token, numbers)


def _people(
    trigger: Trigger, numbers: Sequence[Number], taken: set[int], triggers: set[int], others: Sequence[Trigger]
) -> tuple[list[Group], Frame]:
    if trigger.form is Form.TOLL:
        number = _toll(trigger, numbers)
        return (_number_group(number, trigger.token, numbers) if number is not None else []), Frame(())
    if trigger.form is Form.TALLY and (members := members_of(trigger, numbers)) is not None:
        return [replace(g, subset=True) for g in members], Frame(())
    if trigger.form is Form.TALLY:
        return _own_count(trigger, numbers), Frame(())
    members = members_of(trigger, numbers)
    if members is not None:
        return [replace(g, subset=True) for g in members], Frame(())
    frame = frame_of(trigger, numbers)
    if trigger.form is Form.VERB and (number := _right_before(trigger, numbers)) is not None:
        head = number.head if number.head is not None and trigger.token.i < number.head <= trigger.token.i + 3 else None
        bare = replace_number(number, head)
        return _number_group(bare, trigger.token, numbers), replace(frame, people=())
    groups = [_reflexive(g, frame.doer, numbers) for head in frame.people for g in groups_in(head, numbers)]
    if trigger.form is Form.VERB and trigger.token.dep_ == "amod":
        groups = [g for g in groups if g.number is not None]  # "a murdered leader" is told by the way
    if trigger.form is Form.ADJECTIVE and frame.people == (trigger.token,) and (not groups or groups[0].number is None):
        groups = []  # "the wounded": no count of its own
    if not groups and (number := beside(trigger, numbers, taken)) is not None:
        groups = _number_group(number, trigger.token, numbers)
    groups = groups or _phrase_after(trigger, numbers)
    if groups and trigger.form is Form.VERB and (nearer := _nearer(trigger, groups, numbers)) is not None:
        groups = _number_group(nearer, trigger.token, numbers)
    if trigger.form in {Form.VERB, Form.IDIOM}:
        if groups and groups[0].first > trigger.token.i:
            groups = _continued(groups, numbers, triggers)
        groups.extend(g for g in _beyond(trigger, numbers, others) if not any(_same(g, o) for o in groups))
    return [g for g in groups if g.head.i == trigger.token.i or not _told_apart(g, trigger, triggers, others)], frame


def _told_apart(group: Group, trigger: Trigger, triggers: set[int], others: Sequence[Trigger]) -> bool:
    """Whether the group has an outcome word of its own: "46 dead and 35 others injured", "the death of two and the injury of one"."""
    if group.head.i in triggers and group.number is None:
        return True
    for other in others:
        if other.kind is trigger.kind or other.form not in {Form.ADJECTIVE, Form.VERB}:
            continue
        at = other.token
        if at.i == group.head.i or (at.i == group.end and at.dep_ == "acl") or (group.number is not None and at.i == group.number.end):
            return at.i > trigger.token.i + 1 and not any(t.text == "and" for t in at.doc[trigger.token.i + 1 : at.i][:1])
    return False


def _phrase_after(trigger: Trigger, numbers: Sequence[Number]) -> list[Group]:
    """The noun phrase right after an active verb whose object the parse lost: "shot dead the intruder"."""
    doc, at = trigger.token.doc, trigger.end
    if trigger.form is not Form.VERB or trigger.victims == "subject" or at >= len(doc) or is_passive(trigger.token):
        return []
    head = next((t for t in doc[at : at + 7] if t.left_edge.i == at and t.pos_ in NOMINAL and not _modifies(t)), None)
    if head is None or head.dep_ in {"nsubj", "nsubjpass", "npadvmod"}:
        return []
    return [g for g in groups_in(head, numbers) if g.human]


def replace_number(number: Number, head: int | None) -> Number:
    """The number with another counted noun."""
    return Number(number.first, number.end, head, number.count)


def _nearer(trigger: Trigger, groups: list[Group], numbers: Sequence[Number]) -> Number | None:
    """Numbered people between a passive verb and the subject the parse gave it: "The monitor said two men - ... - were killed"."""
    group = groups[0]
    if len(groups) > 1 or group.number is not None or group.human or group.end > trigger.token.i or group.head.pos_ == "PRON":
        return None
    doc = trigger.token.doc
    if not any(t.pos_ == "VERB" for t in doc[group.end : trigger.token.i]):
        return None
    between = [n for n in numbers if group.end <= n.first and n.head is not None and n.head < trigger.token.i]
    return next((n for n in reversed(between) if n.head is not None and is_people(doc[n.head])), None)


def _right_before(trigger: Trigger, numbers: Sequence[Number]) -> Number | None:
    """ "Ten people were killed and several wounded": a bare number right before a participle that shares an auxiliary."""
    verb = trigger.token
    if (verb.tag_ not in {"VBN", "VBD"} and verb.pos_ not in {"ADJ", "PROPN", "NOUN"}) or trigger.victims == "subject":
        return None
    if any(c.dep_ in {"dobj", "auxpass"} and not c.lower_.replace(",", "").isdigit() for c in verb.children):
        return None
    return next((n for n in numbers if n.end == verb.i and n.count.unit is None), None)


def _fits(trigger: Trigger, group: Group) -> bool:
    """Whether what is counted can be people."""
    if group.human is False or is_measure(group.head):
        return False
    if trigger.form is Form.ADJECTIVE and group.head.lemma_ in {"body", "corpse", "toll"}:
        return False
    if (group.first and group.head.doc[group.first - 1].lower_ == "how") or group.head.doc[group.first].lower_ == "how":
        return False
    if trigger.care in {"persons", "civilians"}:
        known = noun_of(group.head)
        if trigger.care == "civilians" and (known is None or known.civilian is False):
            return False
        return known is not None and not known.group and not known.animal
    if trigger.kind is Kind.DISPLACED and trigger.token.lemma_ == "evacuate" and _to_hospital(trigger, group):
        return False
    if group.number is not None and group.number.count.unit not in {None, "per_day", "per_week", "per_month", "per_year", "percent", "families"}:
        return False
    if group.human or not trigger.care:
        return True
    if trigger.care == "weak" and group.head.pos_ == "PROPN":
        return group.head.dep_ in {"nsubjpass", "dobj"}
    if trigger.form is Form.EVENT and group.head.tag_ == "PRP$":
        return False  # "its territorial losses"
    bare = group.number is not None and group.head.i < group.number.end
    return bare or (group.head.pos_ == "PRON" and group.head.lower_ not in {"it", "itself", "that", "which", "this"})


def _finds(parsed: Parsed, numbers: Sequence[Number]) -> Iterator[_Find]:
    taken: set[int] = set()
    found = triggers_in(parsed.doc)
    places = {t.token.i for t in found if t.form in {Form.EVENT, Form.TALLY} and not is_people(t.token)}
    for trigger in found:
        groups, frame = _people(trigger, numbers, taken, places, found)
        top: Group | None = None
        for group in groups:
            if not _fits(trigger, group):
                continue
            if group.number is not None:
                taken.add(group.number.first)
            yield _Find(trigger, group, frame.doer, reality_of(parsed, trigger, group), top if group.part else None)
            top = top or group
        if not groups and trigger.form is Form.TALLY and (reality := reality_of(parsed, trigger, None)).denied:
            nobody = Group(trigger.token, trigger.first, trigger.end, None, Count.exact("no", 0), nobody=True)
            yield _Find(trigger, nobody, None, reality)


def _set_free(trigger: Trigger) -> bool:
    """Whether captives are let go: "released 40 prisoners"."""
    if trigger.kind is not Kind.CAPTURED or trigger.form is not Form.TALLY:
        return False
    at = trigger.token.head
    return at.lemma_.lower() in {"release", "free", "exchange", "swap", "return", "liberate", "rescue", "repatriate"} or any(
        t.lemma_.lower() in {"release", "swap", "exchange"} for t in trigger.token.doc[max(0, trigger.token.i - 4) : trigger.token.i]
    )


def _to_hospital(trigger: Trigger, group: Group) -> bool:
    """Whether the wounded are taken away, and no one is displaced: "evacuated 11 people to hospitals"."""
    near = {t.lemma_.lower() for t in trigger.token.doc[trigger.token.i : trigger.token.i + 14]}
    return bool(near & {"hospital", "clinic", "injure", "wound", "casualty", "injured", "wounded", "body"})


def _same(a: Group, b: Group) -> bool:
    return a.head.i == b.head.i or (a.number is not None and a.number is b.number)


def _settled(finds: list[_Find]) -> list[_Find]:
    """One find for a group and kind; weak words give way; "killed and wounded" of the same people are casualties."""
    out: list[_Find] = []
    for find in finds:
        same = [f for f in out if _same(f.group, find.group)]
        if find.trigger.care == "weak" and any(_same(f.group, find.group) and f is not find for f in finds):
            continue
        if any(f.trigger.kind is find.trigger.kind for f in same):
            continue
        other = next((f for f in same if {f.trigger.kind, find.trigger.kind} == _MERGE), None)
        if other is not None and _coordinated(other.trigger, find.trigger):
            merged = replace(other.trigger, kind=Kind.CASUALTIES, end=find.trigger.end)
            out[out.index(other)] = replace(other, trigger=merged)
            continue
        out.append(find)
    return out


def _coordinated(a: Trigger, b: Trigger) -> bool:
    between = a.token.doc[a.token.i + 1 : b.token.i]
    return len(between) <= 3 and any(t.lower_ in {"and", "or", "/"} for t in between)


def _of_the_counted(group: Group) -> bool:
    """ "One of the dead", "three of the 12 wounded": some of those already counted."""
    doc = group.head.doc
    start = group.number.end if group.number is not None else group.first + 1
    if group.head.lower_ in {"first", "second", "third", "last", "latter", "other"}:
        return [t.lower_ for t in doc[group.head.i + 1 : group.head.i + 3]] == ["of", "the"]
    after = [t.lower_ for t in doc[start : start + 4]]
    return after[:2] == ["of", "the"] and bool({"dead", "wounded", "injured", "victims", "casualties", "killed"} & set(after))


def _span(parsed: Parsed, group: Group) -> Span:
    return parsed.span(group.first, group.end)


def mentions_in(parsed: Parsed, numbers: Sequence[Number]) -> tuple[Mention, ...]:
    """The outcomes for people in one sentence, in order of their words, each with whom it counts and whether it is so.

    "A policeman and two soldiers were killed" gives two mentions; where the words give a total, its parts point to it.
    """
    finds = _settled(list(_finds(parsed, numbers)))
    made: dict[int, Mention] = {}
    out: list[Mention] = []
    for find in finds:
        group, trigger = find.group, find.trigger
        if group.count is None and group.nobody is False and group.head.pos_ == "PRON":
            count = Count.vague(group.head.text)
        else:
            count = group.count or (Count.exact("no", 0) if group.nobody else Count.vague(parsed.doc[group.first : group.end].text))
        mention = Mention(
            parsed,
            Kind.OTHER if _set_free(trigger) else trigger.kind,
            count,
            parsed.span(trigger.first, trigger.end),
            who=_span(parsed, group),
            head=group.head.i,
            number=parsed.span(group.number.first, group.number.end) if group.number is not None else None,
            by=parsed.span_of(parsed.doc[find.doer.left_edge.i : find.doer.i + 1]) if find.doer is not None else None,
            part_of=made.get(id(find.parent)),
            attackers=group.attackers,
            weak=trigger.care == "weak",
            subset=group.subset or _of_the_counted(group),
            denied=find.reality.denied,
            unreal=find.reality.unreal,
            background=find.reality.background,
        )
        made.setdefault(id(group), mention)
        out.append(mention)
    return tuple(out)

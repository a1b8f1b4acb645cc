"""What happened to whom: people killed, wounded, captured, missing, displaced, with their number, in one sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from spacy.tokens import Token

from reportedly.claim import Count, Kind, Qualifier
from reportedly.lexicon import words
from reportedly.reading import nearby
from reportedly.reading.frames import Frame, frame_of
from reportedly.reading.lists import groups_in
from reportedly.reading.membership import members_of, of_the_counted
from reportedly.reading.mention import Mention, Number
from reportedly.reading.numerals import fold_of
from reportedly.reading.parse import Parsed
from reportedly.reading.reality import Reality, reality_of
from reportedly.reading.triggers import Form, Trigger, may_harm, told_by, triggers_in
from reportedly.reading.victims import Group, group_at, is_measure, is_people, noun_of

__all__ = ["gathered", "may_harm", "mentions_in"]

_MERGE = frozenset({Kind.KILLED, Kind.WOUNDED})
_HARM = _MERGE | {Kind.CASUALTIES}


@dataclass(frozen=True, slots=True, eq=False)
class _Find:
    trigger: Trigger
    group: Group
    doer: Token | None
    reality: Reality
    parent: Group | None = None


def _role(role: str) -> frozenset[str]:
    return words("function_words.csv", role=role)


def _bears(subject: Token, kind: Kind) -> bool:
    """Whether a subject bears the loss: "The army lost 40 men"; who "took 40 hostages" did it."""
    return kind is not Kind.CAPTURED and subject.dep_ == "nsubj" and subject.head.lemma_ in words("undergone.csv")


def _reflexive(group: Group, doer: Token | None, numbers: Sequence[Number]) -> Group:
    """ "Killing himself and two guards": the doer is among the dead."""
    if not group.head.lower_.endswith(("self", "selves")):
        return group
    count = group.count
    if group.head.lower_ == "themselves" and doer is not None:
        count = group_at(doer, numbers).count
    return replace(group, attackers=True, count=count, human=True)


def _own_count(trigger: Trigger, numbers: Sequence[Number]) -> list[Group]:
    """A noun that is itself the count of people: "12 fatalities", "a casualty", "some deaths"."""
    group = group_at(trigger.token, numbers)
    if group.number is not None and group.head == trigger.token:
        return groups_in(trigger.token, numbers)
    few = {"a", "an", "one", "another"} if trigger.token.tag_ == "NN" else {"some"}
    said = next((c for c in trigger.token.children if c.i < trigger.token.i and c.lower_ in few), None)
    if said is None or trigger.token.tag_ == "NN":
        return [group] if said is not None else []
    count = Count.vague(said.text)  # "there were some fatalities"
    return [replace(group, number=Number(said.i, said.i + 1, trigger.token.i, count), count=count)]


def _fold(trigger: Trigger) -> Count | None:
    """ "The double murder of the mayor and his wife" counts two, whatever the parse makes of the list."""
    if trigger.form is not Form.EVENT:
        return None
    found = ((c.text, fold_of(c.lower_)) for c in trigger.token.children if c.i < trigger.token.i)
    return next((Count.exact(word, value) for word, value in found if value is not None), None)


def _people(
    trigger: Trigger, numbers: Sequence[Number], taken: set[int], others: Sequence[Trigger]
) -> tuple[list[Group], Frame]:
    """The groups an outcome word befalls, and its frame: by membership, by grammar, then by the order of words."""
    if trigger.form is Form.TOLL:
        toll = nearby.toll_of(trigger, numbers)
        return ([toll] if toll is not None else []), Frame(())
    members = members_of(trigger, numbers)
    if trigger.form is Form.TALLY:
        own = _own_count(trigger, numbers) if members is None else members
        return [g for g in own if g.head == trigger.token or _listed_with(g, trigger, members, others)], Frame(())
    frame = Frame(()) if members else frame_of(trigger)
    number = nearby.right_before(trigger, numbers)
    if number is not None:
        return [number, *(members or [])], replace(frame, people=())
    if members is not None:
        return members, Frame(())
    groups = [_reflexive(g, frame.doer, numbers) for head in frame.people for g in groups_in(head, numbers)]
    groups = nearby.of_one_verb(groups, trigger)
    unnumbered = not groups or groups[0].number is None
    if trigger.form is Form.VERB and trigger.token.dep_ == "amod":
        groups = [g for g in groups if g.number is not None]  # "a murdered leader" is told by the way
    if trigger.form is Form.ADJECTIVE and frame.people == (trigger.token,) and unnumbered:
        groups = []  # "the wounded": no count of its own
    if not groups:
        number = nearby.beside(trigger, numbers, taken)
        after = [number] if number is not None else nearby.phrase_after(trigger, numbers)
        groups = after or nearby.phrase_before(trigger, numbers)
    if groups and trigger.form is Form.VERB and (nearer := nearby.nearer(trigger, groups, numbers)) is not None:
        groups = [nearer]
    if groups and (fold := _fold(trigger)) is not None and groups[0].number is None:
        groups = [replace(groups[0], count=fold)]
    if groups and trigger.form in {Form.VERB, Form.ADJECTIVE} and (also := nearby.gapped(trigger, groups, numbers)):
        groups = [*groups, *([] if any(_same(also, g) for g in groups) else [also])]
    places = {t.token.i for t in others if t.form in {Form.EVENT, Form.TALLY} and not is_people(t.token)}
    if trigger.form in {Form.VERB, Form.IDIOM}:
        if groups and groups[0].first > trigger.token.i:
            groups = nearby.continued(groups, numbers, places)
        groups += [g for g in nearby.besides(trigger, numbers, others) if not any(_same(g, o) for o in groups)]
    return [g for g in groups if g.head == trigger.token or not nearby.told_apart(g, trigger, places, others)], frame


def _listed_with(group: Group, tally: Trigger, members: list[Group] | None, others: Sequence[Trigger]) -> bool:
    """Whether an item beside a count is of people: not the fires of "11 injuries, two fires and damage"."""
    if members is None and not (group.human or is_people(group.head)):
        return False
    return not nearby.told_apart(group, tally, set(), others)


def _fits(trigger: Trigger, group: Group) -> bool:
    """Whether what is counted can be people."""
    if group.human is False or is_measure(group.head):
        return False
    if trigger.form is Form.ADJECTIVE and group.head.lemma_ in {"body", "corpse", "toll"}:
        return False
    if _is_asked(group):
        return False
    if _is_share(trigger, group):
        return False
    if trigger.kind is Kind.DISPLACED and not _may_be_displaced(trigger, group):
        return False
    if trigger.form is Form.TOLL and _counts_events(group):
        return False
    if trigger.care == "fighters":
        return _fight(trigger, group)
    if trigger.care == "civilians" and group.number is not None and group.number.count.unit == "families":
        return True
    if trigger.care in {"persons", "civilians"}:
        known = noun_of(group.head)
        if trigger.care == "civilians" and (known is None or known.civilian is False):
            return False
        return known is not None and not known.group and not known.animal
    if trigger.kind is Kind.DISPLACED and trigger.token.lemma_ == "evacuate" and _to_hospital(trigger):
        return False
    unit = group.number.count.unit if group.number is not None else None
    if unit is not None and not unit.startswith(("per_", "famil")):
        return False
    if group.human or not trigger.care:
        return True
    if trigger.care == "weak" and group.head.pos_ == "PROPN":
        return group.head.dep_ in {"nsubjpass", "dobj"}
    if trigger.form is Form.EVENT and group.head.tag_ == "PRP$":
        return False  # "its territorial losses"
    bare = group.number is not None and group.head.i < group.number.end
    return bare or (group.head.pos_ == "PRON" and group.head.lower_ not in {"it", "itself", "that", "which", "this"})


def _fight(trigger: Trigger, group: Group) -> bool:
    """Whether those arrested are of the war: "arrested two militants", "killed a rebel and arrested two others"."""
    told = [noun for t in trigger.token.doc[group.first : group.end] if (noun := noun_of(t)) is not None]
    if any(not n.civilian and (n.military or (n.armed and n.attacker)) for n in told):
        return True
    bare = group.number is not None and (group.head.i < group.number.end or group.head.lower_ == "others")
    before = [noun for t in trigger.token.doc[: trigger.token.i] if (noun := noun_of(t)) is not None]
    return bare and any(noun.armed and noun.attacker for noun in before)


def _is_share(trigger: Trigger, group: Group) -> bool:
    """ "Most of them were wounded in crossfire", "blamed for the majority of deaths": a share of a count not given."""
    if group.number is None or group.number.count.text.lower() not in _role("share"):
        return False
    back = group.head.i >= group.number.end and group.head.pos_ == "PRON"
    bare = group.head.i < group.number.end
    return back or bare or trigger.form in {Form.TALLY, Form.EVENT} or group.head == trigger.token


def _is_asked(group: Group) -> bool:
    """ "Did not say how many were killed", "how many of the 14 hostages had died"; not "saw how one man was killed"."""
    before = [t.lower_ for t in group.head.doc[max(0, group.first - 4) : group.first + 2]]
    return any(a == "how" and b in words("function_words.csv", role="asked") for a, b in pairwise(before))


def _may_be_displaced(trigger: Trigger, group: Group) -> bool:
    """Whether those who flee are counted, and no fighters: "everybody fled to the hills", "200 rebels crossed into"."""
    known = noun_of(group.head)
    fights = known is not None and (known.military or known.attacker or known.armed)
    verb = trigger.token
    after = verb.nbor(1) if verb.i + 1 < len(verb.doc) else verb
    left = verb.lower_ == "left" and (after.pos_ == "ADJ" or bool(told_by(after.lower_)))  # "residents left dead"
    return group.number is not None and not left and not (fights and trigger.victims != "object")


def _counts_events(group: Group) -> bool:
    """ "The toll came from two separate strikes": what is counted is neither people nor their deaths."""
    number, head = group.number, group.head
    if number is None or head.i < number.end or head.pos_ != "NOUN":
        return False
    return not (group.human or is_people(head) or told_by(head.lower_) or head.lower_ in _role("generic"))


def _finds(parsed: Parsed, numbers: Sequence[Number]) -> Iterator[_Find]:
    taken: set[int] = set()
    found = triggers_in(parsed.doc)
    for trigger in found:
        groups, frame = _people(trigger, numbers, taken, found)
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


def _kind(trigger: Trigger, group: Group) -> Kind:
    """The kind told: captives let go are none ("released 40 prisoners"); attackers who are the only casualties died."""
    if trigger.form is not Form.TALLY:
        return trigger.kind
    if trigger.kind is Kind.CAPTURED:
        before = {t.lemma_.lower() for t in trigger.token.doc[max(0, trigger.token.i - 4) : trigger.token.i]}
        verb = next((a for a in trigger.token.ancestors if a.pos_ == "VERB"), trigger.token.head)
        if not (before | {verb.lemma_.lower()}).isdisjoint(_role("set free")):
            return Kind.OTHER
    if trigger.kind is Kind.CASUALTIES and group.attackers and group.head != trigger.token:
        return Kind.KILLED
    return trigger.kind


def _to_hospital(trigger: Trigger) -> bool:
    """Whether the wounded are taken away, and no one is displaced: "evacuated 11 people to hospitals"."""
    near = {t.lemma_.lower() for t in trigger.token.doc[trigger.token.i : trigger.token.i + 14]}
    return not near.isdisjoint(_role("hospital"))


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
        other = next((f for f in same if _is_pair(f.trigger, find.trigger)), None)
        if other is not None:
            merged = replace(other.trigger, kind=Kind.CASUALTIES, end=find.trigger.end)
            out[out.index(other)] = replace(other, trigger=merged)
            continue
        out.append(find)
    return out


def _is_pair(a: Trigger, b: Trigger) -> bool:
    """Whether two words tell one outcome: "killed and wounded", "killed or captured"; of "killed and captured" each."""
    between = {t.lower_ for t in a.token.doc[a.token.i + 1 : b.token.i]}
    if b.token.i - a.token.i > 4:
        return False
    if {a.kind, b.kind} == _MERGE:
        return bool(between & {"and", "or", "/"})
    return "or" in between and Kind.CAPTURED in {a.kind, b.kind} and not {a.kind, b.kind}.isdisjoint(_HARM)


def _counted(parsed: Parsed, group: Group) -> Count:
    if group.count is not None:
        return group.count
    return Count.exact("no", 0) if group.nobody else Count.vague(parsed.doc[group.first : group.end].text)


def mentions_in(parsed: Parsed, numbers: Sequence[Number]) -> tuple[Mention, ...]:
    """The outcomes for people in one sentence, in order of their words, each with whom it counts and whether it is so.

    "A policeman and two soldiers were killed" gives two mentions; where the words give a total, its parts point to it.
    """
    made: dict[int, Mention] = {}
    out: list[Mention] = []
    for find in _settled(list(_finds(parsed, numbers))):
        group, trigger = find.group, find.trigger
        number, doer = group.number, find.doer
        mention = Mention(
            parsed,
            _kind(trigger, group),
            _counted(parsed, group),
            parsed.span(trigger.first, trigger.end),
            who=parsed.span(group.first, group.end),
            head=group.head.i,
            number=parsed.span(number.first, number.end) if number is not None else None,
            by=parsed.span(doer.left_edge.i, doer.i + 1)
            if doer is not None and not _bears(doer, find.trigger.kind)
            else None,
            part_of=made.get(id(find.parent)),
            attackers=group.attackers,
            weak=trigger.care == "weak",
            subset=group.subset or of_the_counted(group, trigger),
            denied=find.reality.denied,
            unreal=find.reality.unreal,
            background=find.reality.background,
        )
        made.setdefault(id(group), mention)
        out.append(mention)
    return tuple(out)


def gathered(mentions: Sequence[Mention]) -> tuple[Mention, ...]:
    """The mentions, with the single people of one list told as one: "a prosecutor and his deputy died" counts two.

    Groups with a number of their own, parts and totals stay as they are.
    """
    out: list[Mention] = []
    for mention in mentions:
        last = out[-1] if out else None
        if last is not None and _singles(last, mention):
            words = last.who.to(mention.who) if last.who is not None and mention.who is not None else last.who
            count = Count.exact(f"{last.count.text}, {mention.count.text}", (last.count.best or 1) + 1)
            out[-1] = replace(last, count=count, who=words, number=None)
        else:
            out.append(mention)
    return tuple(out)


def _singles(first: Mention, second: Mention) -> bool:
    """Whether both are people told one by one of the same outcome."""
    together = first.parsed is second.parsed and first.kind is second.kind and first.trigger == second.trigger
    if first.kind in {Kind.EQUIPMENT, Kind.CONTROL, Kind.OTHER}:
        return False  # "a tank and a truck were lost": an item each
    plain = all(m.part_of is None and m.count.qualifier is Qualifier.EXACT for m in (first, second))
    again = second.count.text.lower() == "another"  # "one guard was shot in the arm and another in the leg"
    plain = plain and second.number is None and (first.number is None or (again and first.count.best == 1))
    alike = (first.denied, first.unreal, first.attackers) == (second.denied, second.unreal, second.attackers)
    return together and plain and alike and second.count.best == 1 and (first.count.best or 0) >= 1

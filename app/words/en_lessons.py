"""The guided experiments in English: what is done, what is asked, and why it comes out as it does."""

from __future__ import annotations

import math

from app.answers import Spread
from app.words.texts import Lesson, Shown
from language import mark, number, phrase

PARTS = {
    "needs": mark("Needs and use"),
    "before": mark("Before: what people think"),
    "purchase": mark("Choosing, buying, waiting"),
    "discovery": mark("The first discovery"),
    "use": mark("Real use"),
    "help": mark("Help"),
    "talk": mark("What people tell each other"),
    "staying": mark("Staying and leaving"),
    "firm": mark("What the firm makes of it"),
}
_MORE_OR_LESS_SATISFIED = {
    "higher": mark("More satisfied"),
    "same": mark("About as satisfied"),
    "lower": mark("Less satisfied"),
}

LESSONS = {
    "must": Lesson(
        part="needs",
        title=mark("A feature that becomes a must"),
        story=mark(
            "A rival of {brand} adds a feature that nobody else has. {brand} changes nothing at all: same product, "
            "same price, same staff. In the other world the rival adds nothing either."
        ),
        question=mark("Three years later, how satisfied are the customers of {brand}, which stood still?"),
        choices=_MORE_OR_LESS_SATISFIED,
        shown=(
            Shown(
                mark("Satisfaction of customers of {brand}"),
                mark("nothing is added"),
                mark("a rival adds a feature"),
                "of_100",
            ),
            Shown(
                mark("What people need, of all features"),
                mark("nothing is added"),
                mark("a rival adds a feature"),
                "of_100",
            ),
            Shown(
                mark("Delighted customers of rivals"),
                mark("nothing is added"),
                mark("a rival adds a feature"),
                "per_cent",
            ),
        ),
        because=mark(
            "What is new delights those who have it. As it spreads, others hear of it and come to need it. What "
            "they need and do not have is then missed, and {brand} is judged by a standard that it did not set."
        ),
    ),
    "received": Lesson(
        part="before",
        title=mark("What is received is not what is sent"),
        story=mark(
            "For half a year customers of {brand} have bad experiences. Then everything is as before: from week 27 "
            "on, the quality delivered is the same in both worlds, to the last decimal."
        ),
        question=mark(
            "In the quarter after, how is this same quality perceived by customers with the bad half-year behind them?"
        ),
        choices={
            "higher": mark("Better than in the other world"),
            "same": mark("Just the same"),
            "lower": mark("Worse"),
        },
        shown=(
            Shown(
                mark("Perceived less delivered quality in use"),
                mark("as it is"),
                mark("after a bad half-year"),
                "of_100",
            ),
            Shown(
                mark("Spread of what is perceived around what was expected"), mark("novices"), mark("experts"), "of_100"
            ),
        ),
        because=mark(
            "Perception is coloured by what was lived before: who has had bad weeks sees the next encounter in "
            "their light. The second picture asks the other half of the sentence: whether those who know the category "
            "see it with less scatter than novices."
        ),
    ),
    "thought": Lesson(
        part="before",
        title=mark("What people think counts, without any contact"),
        story=mark(
            "Before week 1 the customers of {brand} come to think less of it, as after an unpleasant headline. "
            "Nothing else differs: not one encounter, not one price."
        ),
        question=mark("How many of them leave within a year?"),
        choices={"higher": mark("More than in the other world"), "same": mark("As many"), "lower": mark("Fewer")},
        shown=(
            Shown(
                mark("Yearly churn of {brand}"), mark("as it is"), mark("its customers think less of it"), "per_cent"
            ),
        ),
        because=mark(
            "A relationship is not only the sum of experiences. Image enters the choice itself, whenever a "
            "customer looks around, and so decides without any contact."
        ),
    ),
    "low-cost": Lesson(
        part="before",
        title=mark("What low cost may leave alone"),
        story=mark(
            "The same {brand}, with the same prices and the same quality, is placed as a premium brand in one world "
            "and as a low-cost brand in the other."
        ),
        question=mark(
            "In the second year, after many encounters, what do customers expect of the low-cost one in use?"
        ),
        choices={
            "higher": mark("More than of the premium one"),
            "same": mark("The same"),
            "lower": mark("Less, still"),
        },
        shown=(
            Shown(
                mark("Quality that is expected in use"), mark("placed as premium"), mark("placed as low cost"), "of_100"
            ),
        ),
        because=mark(
            "Position is part of what is demanded, on the first day and later: less is asked of a low-cost brand. But "
            "everybody also learns from what they meet, so that with time experience outweighs position. The picture "
            "shows both."
        ),
    ),
    "wait": Lesson(
        part="purchase",
        title=mark("The wait, and who is blamed"),
        story=mark(
            "Deliveries of {brand} take three weeks more. People who have ordered from it still use their old "
            "provider meanwhile. In the other world the wait is as long, and nobody feels it."
        ),
        question=mark("How does the mood of those who wait turn towards their *old* provider?"),
        choices={
            "higher": mark("It becomes better"),
            "same": mark("It stays as it is"),
            "lower": mark("It suffers too"),
        },
        shown=(
            Shown(
                mark("Mood towards the old provider"), mark("the wait is not felt"), mark("the wait is felt"), "mood"
            ),
            Shown(mark("Mood about the order"), mark("the wait is not felt"), mark("the wait is felt"), "mood"),
            Shown(mark("Orders that are cancelled"), mark("delivered as today"), mark("three weeks more"), "per_cent"),
            Shown(
                mark("Satisfaction of newcomers after a month"),
                mark("delivered as today"),
                mark("three weeks more"),
                "of_100",
            ),
        ),
        because=mark(
            "An order has a mood of its own. Waiting wears it down, a broken date most of all, and it is {brand}, "
            "from which people ordered, that is blamed: by those who cancel, and by those who begin with a bad taste."
        ),
    ),
    "discovery": Lesson(
        part="discovery",
        title=mark("A dream, and a first discovery"),
        story=mark(
            "Somebody has dreamt of it, ordered it, and unpacks it: three bad weeks. In one world they are the first "
            "three. In the other the same weeks strike customers who joined two years ago."
        ),
        question=mark("Half a year later, where has satisfaction suffered more?"),
        choices={
            "higher": mark("Among the old customers"),
            "same": mark("In both alike"),
            "lower": mark("Among those struck in their first weeks"),
        },
        shown=(
            Shown(
                mark("Satisfaction, against no bad weeks"),
                mark("two years later"),
                mark("at first discovery"),
                "of_100",
            ),
            Shown(
                mark("What is expected in use, against no bad weeks"),
                mark("two years later"),
                mark("at first discovery"),
                "of_100",
            ),
        ),
        because=mark(
            "First impressions weigh more, and set what is expected afterwards. Later encounters then dilute "
            "them: how much is left after half a year is what the picture shows."
        ),
    ),
    "moments": Lesson(
        part="use",
        title=mark("Moments of truth, by segment"),
        story=mark(
            "For a year all that customers feel is written down: how strongly each encounter moved them, by "
            "touchpoint and by segment. Of every segment the three touchpoints that weigh most are taken."
        ),
        question=mark("How many of the three do two segments have in common, on average?"),
        choices={
            "higher": mark("More than three (which cannot be)"),
            "same": mark("All three: moments of truth are the same for everybody"),
            "lower": mark("Fewer: each segment has its own"),
        },
        shown=(
            Shown(mark("Weightiest touchpoints in common"), mark("all three"), mark("in two segments"), "count"),
            Shown(
                mark("Share of all that is felt, on three touchpoints"),
                mark("half of all"),
                mark("three touchpoints"),
                "per_cent",
            ),
        ),
        because=mark(
            "Few touchpoints carry most of what is felt, and that follows from how often they are met and how salient "
            "they are. Whether segments differ depends on the market: where everybody uses the same thing every week, "
            "they hardly can."
        ),
    ),
    "little": Lesson(
        part="use",
        title=mark("Little by little"),
        story=mark(
            "Every encounter with {brand} is a little worse, three points of a hundred: too little to be noticed in "
            "any single one of them."
        ),
        question=mark("What becomes of departures in the second half of the first year and after?"),
        choices={"higher": mark("More leave"), "same": mark("Nothing that matters"), "lower": mark("Fewer leave")},
        shown=(
            Shown(
                mark("Yearly churn of {brand}"), mark("as it is"), mark("every encounter a little worse"), "per_cent"
            ),
            Shown(
                mark("Bought on top, a week"),
                mark("as it is"),
                mark("every encounter a little better"),
                "number",
            ),
        ),
        because=mark(
            "Impressions add up. Within a zone of tolerance none of them is felt much, but each leaves something, "
            "and enough of them decide somebody to leave, or to stay and buy more."
        ),
    ),
    "mastery": Lesson(
        part="use",
        title=mark("Under-used, two ways"),
        story=mark(
            "Some use a tenth of what they bought because they have not mastered it, others because they were sold "
            "too much. Coaching is given to both by chance; in a third world both get a smaller plan."
        ),
        question=mark("What does *coaching* do to the satisfaction of those who bought too much?"),
        choices={
            "higher": mark("It pleases them"),
            "same": mark("It leaves them as they are"),
            "lower": mark("It annoys them"),
        },
        shown=(
            Shown(mark("Satisfaction of those who bought too much"), mark("no remedy"), mark("coached"), "of_100"),
            Shown(mark("Satisfaction of those who have not mastered it"), mark("no remedy"), mark("coached"), "of_100"),
            Shown(
                mark("Satisfaction of those who bought too much"), mark("no remedy"), mark("a smaller plan"), "of_100"
            ),
            Shown(
                mark("Satisfaction of those who have not mastered it"),
                mark("no remedy"),
                mark("a smaller plan"),
                "of_100",
            ),
            Shown(mark("Lost when rivals court"), mark("who uses what is bought"), mark("under-users"), "per_cent"),
        ),
        because=mark(
            "The same little use has two causes and asks for two remedies. Who is taught what they do not need is "
            "annoyed; who gets a smaller plan before they have learnt loses what they wanted. Both are easier to win "
            "for rivals."
        ),
    ),
    "third": Lesson(
        part="help",
        title=mark("The third delay"),
        story=mark(
            "The same people, one customer in five of {brand}, meet three failures. In one world they lie far "
            "apart, in weeks 3, 17 and 31; in the other in a row, in weeks 27, 29 and 31. The last failure is the same "
            "one."
        ),
        question=mark("In the quarter after the last failure, where has satisfaction suffered more?"),
        choices={
            "higher": mark("Where they lay apart"),
            "same": mark("In both alike"),
            "lower": mark("Where they came in a row"),
        },
        shown=(
            Shown(mark("Satisfaction, against no failure"), mark("far apart"), mark("in a row"), "of_100"),
            Shown(mark("Customers lost, against no failure"), mark("far apart"), mark("in a row"), "per_cent"),
        ),
        because=mark(
            "One late train is bad luck, the third one on end is a bad railway. A failure leaves a trace that fades "
            "within months; one that meets a fresh trace of the same kind hurts more. Between them there are many "
            "ordinary weeks, which heal."
        ),
    ),
    "desk": Lesson(
        part="help",
        title=mark("A desk cannot heal a product"),
        story=mark(
            "The help desk of {brand} becomes perfect: three times as many people, every contact goes well, at once. "
            "The product stays as it is."
        ),
        question=mark("How often does the product then fail its customers?"),
        choices={"higher": mark("More often"), "same": mark("As often as before"), "lower": mark("Clearly less often")},
        shown=(
            Shown(mark("Troubles with the product, a week"), mark("as it is"), mark("a perfect desk"), "number"),
            Shown(
                mark("Satisfaction of customers of {brand}"),
                mark("conversations are better"),
                mark("the product fails no more"),
                "of_100",
            ),
        ),
        because=mark(
            "A desk can take charge, explain and make amends, and settles some of what it meets. The cause is "
            "elsewhere, and comes back. The second picture puts better conversations beside a product without "
            "trouble."
        ),
    ),
    "bad-week": Lesson(
        part="talk",
        title=mark("A bad week on the net"),
        story=mark(
            "Grave trouble strikes one customer in five of {brand}, once. They tell friends, write reviews and "
            "posts, and some of these are passed on."
        ),
        question=mark("Half a year on average, what do people think of {brand} who were never its customers?"),
        choices={
            "higher": mark("Better: all publicity helps"),
            "same": mark("Hardly anything changes"),
            "lower": mark("Worse, so that it matters"),
        },
        shown=(
            Shown(
                mark("Image among people who are no customers"),
                mark("as it is"),
                mark("a bad week for one in five"),
                "mood",
            ),
            Shown(mark("Bad things heard, a week"), mark("as it is"), mark("a bad week for one in five"), "number"),
            Shown(mark("What it costs the image among strangers"), mark("ties only"), mark("posts too"), "mood"),
        ),
        because=mark(
            "People tell each other, so more bad things are heard. Whether strangers think worse depends on how "
            "far it travels: nearly all posts are passed on by nobody, and an ordinary bad week is no storm."
        ),
    ),
    "silent": Lesson(
        part="talk",
        title=mark("Satisfied, and silent"),
        story=mark(
            "After a year, customers who are satisfied are parted in two: those who spoke well of their brand in "
            "that year, and those who said nothing."
        ),
        question=mark("In the second year, how many of those who *spoke well* leave?"),
        choices={
            "higher": mark("More than of the silent"),
            "same": mark("As many: satisfied is satisfied"),
            "lower": mark("Fewer: to recommend is the proof"),
        },
        shown=(
            Shown(
                mark("Satisfied customers who have left in the second year"),
                mark("silent"),
                mark("spoke well"),
                "per_cent",
            ),
        ),
        because=mark(
            "To have recommended is a deed, while a score is only an answer. Deeds show what an answer hides, as "
            "far as speaking follows from what was felt, and not just from being talkative."
        ),
    ),
    "lived": Lesson(
        part="staying",
        title=mark("Satisfied, and lived"),
        story=mark(
            "Everybody is asked two questions: how well it did what it should (satisfaction), and how it was to live "
            "with it (lived experience)."
        ),
        question=mark("How alike are the two answers, from one customer to the next?"),
        choices={
            "higher": mark("More than alike (which cannot be)"),
            "same": mark("The same answer, asked twice"),
            "lower": mark("Clearly two answers"),
        },
        shown=(
            Shown(
                mark("Correlation of the two answers"),
                mark("the same answer"),
                mark("satisfaction and lived experience"),
                "ratio",
            ),
            Shown(mark("Held by more satisfaction"), mark("nothing"), mark("satisfaction"), "per_cent"),
            Shown(mark("Held by a better lived experience"), mark("nothing"), mark("lived experience"), "per_cent"),
        ),
        because=mark(
            "Satisfaction compares functions with what was expected. Experience is what was felt, associated and "
            "shared. Each holds customers beyond what the other explains: the lower pictures show how many of a "
            "hundred stay for each."
        ),
    ),
    "needed": Lesson(
        part="firm",
        title=mark("What is needed, and no more"),
        story=mark(
            "There is one touchpoint at which {brand} leads its rivals. In the other world it is let down to their "
            "level, and what it cost to be better is saved."
        ),
        question=mark("How many customers leave then?"),
        choices={"higher": mark("Clearly more"), "same": mark("About as many"), "lower": mark("Fewer")},
        shown=(
            Shown(mark("Yearly churn of {brand}"), mark("as it is"), mark("no better than rivals"), "per_cent"),
            Shown(
                mark("Spent on more than is needed, a week"),
                mark("as it is"),
                mark("no better than rivals"),
                "number",
            ),
        ),
        because=mark(
            "The theory says to give what is needed and no more. In this world quality beyond what is expected is "
            "noticed and rewarded, and nothing tells it apart from what is needed. Compare with your own market "
            "before you save."
        ),
    ),
    "silo": Lesson(
        part="firm",
        title=mark("In silos, and joined"),
        story=mark(
            "{brand} asks its customers and spends the same budget twice. In one world each department answers for "
            "the scores of its own touchpoint. In the other all feedback is joined, and the cause is read in what "
            "customers write."
        ),
        question=mark("In the third year, how many customers leave where feedback is *joined*?"),
        choices={
            "higher": mark("More than in silos"),
            "same": mark("As many: money is money"),
            "lower": mark("Fewer than in silos"),
        },
        shown=(
            Shown(mark("Yearly churn of {brand}"), mark("in silos"), mark("joined"), "per_cent"),
            Shown(mark("Bad moments in the third year"), mark("in silos"), mark("joined"), "number"),
            Shown(mark("Money spent on what is not to blame"), mark("in silos"), mark("joined"), "per_cent"),
        ),
        because=mark(
            "A bad score is taken where the customer happens to be asked, not where the cause lies. In silos the "
            "desk is polished for the faults of the product; joined feedback can follow a cause to its root, if "
            "customers write it and somebody reads it."
        ),
    ),
}
"""Lessons in the order of the cycle."""

LESSONS_NAV = mark("Guided experiments")


def lesson_number(number_: int, count: int) -> str:
    """Return which of the guided experiments it is."""
    return phrase("Experiment {number} of {count}", number=number_, count=count)


STEPS = (mark("Predict"), mark("Run"), mark("Explain"))
PREDICT = mark("Choose first what will happen; then both worlds are run.")
YOU_PREDICT = mark("You predict")
CHANGE_MIND = mark("Begin again")
WHILE_IT_RUNS = mark("Both worlds are being simulated …")
RUN_MARKET = mark("On the market")
NEXT_LESSON = mark("Next")
THEORY_SENTENCE = mark("The theory says")
WHY_HERE = mark("Why, in this world")
WHY_NOT_HERE = mark("Why it does not hold in the full run")
THE_RULE, THE_SOURCE, THE_SWITCH, PLAY_WITH = (
    mark("The rule"),
    mark("Its source"),
    mark("Its switch"),
    mark("To play with"),
)
TURN_OFF, TURN_ON = mark("Run it with this rule turned off"), mark("Run it with the rule in force")
RULE_CODE = mark("The rule as it is written")
RULE_IS_OFF = mark("The rule is turned off in both worlds: what is left of the effect is not its doing.")
IN_A_TERMINAL = mark("With more people and futures, in a terminal")
WHERE_THEORY_SAYS, NO_CHANGE = mark("where the theory puts it"), mark("no change")
SMALLEST_FROM = mark("The smallest change that would matter:")
VERDICTS = {
    "HOLDS": mark("holds"),
    "WEAKLY": mark("holds weakly"),
    "UNDECIDED": mark("undecided"),
    "SMALL": mark("too small to matter"),
    "FAILS": mark("does not hold here"),
    "NOT_SHOWN": mark("cannot be shown here"),
}


def of_theory(text: str) -> str:
    """Return a sentence of the theory, as its claims are declared, or of a rule."""
    return phrase(text)


def lesson_lacks(lack: str, brand: str) -> str:
    """Return that a market cannot show a lesson."""
    why = phrase(lack).replace(phrase("the focus brand"), brand)
    return phrase("This market cannot show it: {lack}. Choose another one.", lack=why)


def lesson_basis(whole: int, futures: int, customers: int, first: int) -> str:
    """Return what a lesson rests on."""
    return phrase(
        "{whole} of {futures} futures with the same luck in both worlds (luck {first} to {last}), {people} people in "
        "each.",
        whole=whole,
        futures=futures,
        first=first,
        last=first + futures - 1,
        people=number(customers),
    )


_LEVELS = {"per_cent": mark("{value}\u00a0%")}
"""In which words a level is told; without any, the number alone."""
_CHANGES = {
    "of_100": mark("{value}\u00a0points"),
    "mood": mark("{value}\u00a0points"),
    "per_cent": mark("{value}\u00a0points"),
    "relative": mark("{value}\u00a0%"),
}
"""In which words a difference is told."""
_FACTORS = {"of_100": 100.0, "mood": 100.0}
"""By what a value is multiplied: satisfaction, quality and mood are told of 100."""
_DECIMALS = {"ratio": 2}
_ONE_POINT = mark("1\u00a0point")


def level(counts: str, value: float) -> str:
    """Return a level in its unit: satisfaction and quality are told of 100."""
    value *= _FACTORS.get(counts, 1.0)
    text = number(value, 0 if abs(value) >= 1000 else _DECIMALS.get(counts, 1))
    return phrase(_LEVELS[counts], value=text) if counts in _LEVELS else text


def level_tick(counts: str, value: float) -> str:
    """Return a level on an axis, as short as it can be."""
    value = round(value * _FACTORS.get(counts, 1.0), 6)
    text = number(value, next((places for places in range(4) if abs(value - round(value, places)) < 1e-6), 3))
    return phrase(_LEVELS[counts], value=text) if counts in _LEVELS else text


def _changed(counts: str, text: str) -> str:
    return phrase(_CHANGES[counts], value=text) if counts in _CHANGES else text


def effect(counts: str, of: Spread, is_relative: bool) -> str:
    """Return the difference of two worlds with its interval."""
    counts = "relative" if is_relative else counts
    factor, decimals = _FACTORS.get(counts, 1.0), _DECIMALS.get(counts, 1)
    mean, half = of.mean * factor, of.half * factor
    if math.isfinite(half) and half < 0.1**decimals:
        decimals += 1
    interval = f"\u00a0±\u00a0{number(half, decimals)}" if math.isfinite(half) else ""
    return _changed(counts, number(mean, decimals, signed=True) + interval)


_SAYS = {
    "higher": mark("The theory: at least {size} higher."),
    "lower": mark("The theory: at least {size} lower."),
    "same": mark("The theory: a change of less than {size}."),
    "not higher": mark("The theory: no more than {size} higher."),
    "different": mark("The theory: at least {size} higher or lower."),
}


def theory_says(expected: str, counts: str, smallest: float, is_relative: bool) -> str:
    """Return where the theory puts an effect."""
    counts = "relative" if is_relative else counts
    size = round(smallest * _FACTORS.get(counts, 1.0), 6)
    decimals = next(places for places in range(7) if abs(size - round(size, places)) < 1e-9)
    words = _changed(counts, number(size, decimals))
    if size == 1 and counts in ("of_100", "mood", "per_cent"):
        words = phrase(_ONE_POINT)
    return phrase(_SAYS[expected], size=words)


def came_out(came: str, choice: str, is_much: bool) -> str:
    """Return what came out, as surely as its interval allows."""
    if came == "undecided":
        return phrase("These futures do not tell: more of them would.")
    said = f"{choice[:1].lower()}{choice[1:]}"
    if is_much:
        return phrase("What came out: {choice}.", choice=said)
    return phrase("What came out: {choice}. It may be by less than would matter.", choice=said)


def guessed(choice: str, came: str, guess: str) -> str:
    """Return how the visitor's prediction did."""
    if not choice:
        return ""
    if came == "undecided":
        return phrase("You predicted: {choice}. These futures cannot tell whether you were right.", choice=choice)
    if came == guess:
        return phrase("You predicted: {choice}. So it was.", choice=choice)
    return phrase("You predicted: {choice}. It came out otherwise.", choice=choice)


def run_against_theory(verdicts: list[str], is_off: bool) -> str:
    """Return in a sentence whether a run agrees with the theory."""
    if is_off:
        return phrase(RULE_IS_OFF)
    kinds = set(verdicts)
    if kinds == {"HOLDS"}:
        return phrase("This run agrees with the theory.")
    if verdicts and kinds <= {"HOLDS", "WEAKLY"}:
        return phrase("This run agrees with the theory in direction; it may be by less than would matter.")
    if verdicts and kinds <= {"HOLDS", "WEAKLY", "SMALL"}:
        return phrase("This run agrees with the theory in direction, but by less than would matter: see which above.")
    if kinds == {"FAILS"}:
        return phrase("This run contradicts the theory's sentence: either the theory is wrong here, or this world is.")
    if "FAILS" in kinds:
        return phrase("This run contradicts a part of the theory's sentence: see which above.")
    if len(kinds) == 1:
        return phrase("This run does not decide it: its interval is too wide.")
    return phrase("This run decides a part of it only: see which above.")

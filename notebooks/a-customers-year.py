# %% [markdown]
# # A customer's year
#
# One person, one year, every encounter. We follow a customer through the cycle of needs and usage, and watch how single
# [impressions](../docs/GLOSSARY.md) add up to a decision.
#
# Each part has the same four steps: the **concept**, its place in **the model**, something to **look** at, and a
# question to **think** about. Linked terms are explained in the [glossary](../docs/GLOSSARY.md). The notebook runs in half a
# minute; the first time, compiling the model takes another minute or two.

# %%
import textwrap
from collections import Counter
from itertools import pairwise

import matplotlib.pyplot as plt
import pandas as pd

from experiments.pages.palette import NEGATIVE, NEUTRAL, POSITIVE, inks
from sim.model import LoyaltyModel
from sim.scenarios.levers import Lever
from sim.scenarios.scenario import Scenario

plt.style.use("cxsim.mplstyle")

# %% [markdown]
# ## 1. Choosing a customer
#
# We simulate a small market of four mobile operators for a year. The first 300 customers keep a
# [diary](../docs/GLOSSARY.md) of events, perceptions and decisions. Most diaries are uneventful, so we look for a story:
# a customer who left a brand after recurring trouble and a loss of satisfaction.

# %%
WEEKS = 52
TURNING_POINTS = {"complained", "spoke", "told", "reconsidered"}


def market_for_a_year(**what):
    """Return the same people with the same luck; `what` says in what their market differs."""
    return LoyaltyModel("telecom", customers=1_000, seed=1, **what)


def tell(text):
    """Print text in lines that fit the page."""
    for line in text.splitlines():
        print(textwrap.fill(line, 112, subsequent_indent="    "))


model = market_for_a_year(diaries=300)
satisfied_before = model.customers.satisfaction
model.run(WEEKS)
diaries = {number: model.diary(number) for number in range(1, 301)}


def eventfulness(number):
    """Return what makes a story, most important first; nothing of it when no brand was left."""
    departures = [entry for entry in diaries[number].departures if entry.week >= 1]
    if not departures:
        return ()
    story = diaries[number].between(first_week=1, last_week=departures[0].week)
    turning_points = TURNING_POINTS & {entry.event for entry in story}
    trouble = Counter(entry.about for entry in story if entry.event == "trouble")
    satisfaction_lost = satisfied_before[number] - departures[0].figures["satisfaction"]
    return len(turning_points), max(trouble.values(), default=0) >= 3, satisfaction_lost


number = max(diaries, key=eventfulness)
diary = diaries[number]
year = diary.events.query("week >= 1")

print(f"We follow customer {number}, one of the {model.customer(number).segment}: {len(year)} lines in a year.\n")
tell(diary.story(first_week=1, last_week=6))

# %% [markdown]
# ## 2. The cycle of needs and usage
#
# **Concept.** A relationship is more than a chain of purchases. Needs arise and lead to search and choice; the product is
# received, discovered, and used week after week; when it fails, customers ask for help; they talk to others and listen to
# them; and the question returns: stay or leave?
#
# **The model** runs two journeys side by side: the [relation](../docs/GLOSSARY.md) with the present brand, and the
# [buying journey](../docs/GLOSSARY.md), which may already lead elsewhere. [week.py](../sim/week.py) is the table of contents
# of a week.
#
# **Look.** One mark for each line of the diary.

# %%
CYCLE = {
    "needs": ["need_woke", "life_event"],
    "searching, choosing": ["reconsidered", "searched", "search_dropped", "stayed", "ordered", "renewed"],
    "receiving": ["delivered", "cancelled"],
    "meeting the brand": ["encounter", "extended", "coached"],
    "trouble": ["trouble", "problem"],
    "asking for help": ["complained", "waited_for_support", "gave_up_waiting", "solved", "not_solved"],
    "keeping silent": ["stayed_silent", "gave_up_complaining"],
    "hearing others": ["heard", "neighbour_left"],
    "telling others": ["spoke", "told", "reviewed"],
    "leaving": ["left", "left_market"],
}

figure, axes = plt.subplots(figsize=(9, 3.2))
axes.eventplot(
    [year.week[year.event.isin(events)] for events in CYCLE.values()],
    colors=[NEGATIVE if stage in ("trouble", "leaving") else NEUTRAL for stage in CYCLE],
    linelengths=0.7,
    linewidths=2,
)
axes.set(yticks=range(len(CYCLE)), yticklabels=CYCLE, xlim=(0.5, WEEKS + 0.5), xlabel="week")
axes.set_title("A year at a glance")
axes.grid(axis="y", visible=False)
axes.invert_yaxis()

# %% [markdown]
# **Think.** Which of these rows can the brand see? How many weeks lie between the first trouble and the first moment at
# which the brand could have known about it?
#
# ## 3. Expected, perceived
#
# **Concept.** Quality is judged against [expectation](../docs/GLOSSARY.md) (Oliver 1980). The same encounter pleases those
# who expected less and disappoints those who expected more.
#
# **The model** draws the quality [delivered](../docs/GLOSSARY.md) at each [touchpoint](../docs/GLOSSARY.md). The customer
# [perceives](../docs/GLOSSARY.md) it through expectation, image and chance ([perception.py](../sim/rules/perception.py)), and
# then expects a little more or less the next time ([expectation.py](../sim/rules/expectation.py)).
#
# **Look.** Each line goes from expected to perceived quality; a cross marks trouble. Expectation has steps because
# customers expect something else of a help line than of the network.

# %%
met = year[year.event == "encounter"]
was_trouble = (year.event.shift() == "trouble")[met.index]  # trouble is written down just before its encounter
in_week = met.groupby("week")
when = met.week + (in_week.cumcount() + 0.5) / in_week.week.transform("size") - 0.5
departures = [entry.week for entry in diary.departures if entry.week >= 1]


def mark_departures(axes, label=""):
    """Draw when a brand was left."""
    for week in departures:
        axes.axvline(week, color="black", linewidth=1, linestyle=":")
        axes.annotate(
            label, (week, 1), xycoords=axes.get_xaxis_transform(), xytext=(4, -10), textcoords="offset points"
        )


figure, axes = plt.subplots(figsize=(9, 3.4))
colour = (met.perceived >= met.expected).map({True: POSITIVE, False: NEGATIVE})
axes.plot(when, met.expected, color=NEUTRAL, linewidth=1, drawstyle="steps-mid")
axes.vlines(when, met.expected, met.perceived, colors=colour, linewidth=1.2)
for these, marker, size in ((~was_trouble, "o", 16), (was_trouble, "X", 45)):
    axes.scatter(when[these], met.perceived[these], c=colour[these], marker=marker, s=size, clip_on=False, zorder=3)
mark_departures(axes, "left the brand")
axes.set(xlim=(0.5, WEEKS + 0.5), ylim=(0, 1), xlabel="week", ylabel="quality")
axes.set_title("Expected (grey line) and perceived (dots; crosses: trouble)");

# %% [markdown]
# **Think.** Expectation hardly moves while perception jumps. What would happen to disappointment if expectation followed
# every single encounter? And if it never moved?
#
# ## 4. Losses loom larger
#
# **Concept.** Falling short by a tenth hurts about twice as much as exceeding by a tenth delights (Tversky & Kahneman
# 1992). One good call does not make up for one bad call.
#
# **The model**: `impression` in [impressions.py](../sim/rules/impressions.py), one rule of ten lines. It also subtracts the
# [effort](../docs/GLOSSARY.md) of the encounter, and counts an irritant that is still fresh in memory more heavily.
#
# **Look.** Every encounter of the year in all 300 diaries.

# %%
meetings = pd.DataFrame(
    entry.figures | {"in_trouble": before.event == "trouble"}
    for each in diaries.values()
    for before, entry in pairwise(each.between(first_week=1))
    if entry.event == "encounter"
)

figure, axes = plt.subplots(figsize=(6.4, 3.4))
for in_trouble, colour, label in ((False, NEUTRAL, "without trouble"), (True, NEGATIVE, "with trouble")):
    these = meetings[meetings.in_trouble == in_trouble]
    axes.scatter(these.perceived - these.expected, these.impression, s=2, color=colour, label=label)
axes.axhline(0, color="black", linewidth=0.8)
axes.axvline(0, color="black", linewidth=0.8)
axes.set(xlabel="perceived less expected quality", ylabel="impression", title="From gap to impression")
axes.legend(loc="lower right", markerscale=5);

# %% [markdown]
# **Think.** The cloud is steeper on the left of zero. A manager may raise the average quality, or eliminate the worst tenth
# of encounters. Which moves impressions more?
#
# ## 5. Impressions add up
#
# **Concept.** One bad day is soon forgotten; many make a reputation. [Mood](../docs/GLOSSARY.md) follows the last encounters
# and calms down within weeks. [Image](../docs/GLOSSARY.md) is a slow sum, in which frequency counts, and it colours later
# perceptions. One encounter is the *point effect*, their sum the *cumulative effect*.
#
# **The model** keeps both, and four judgements that are *not* the same: [satisfaction](../docs/GLOSSARY.md) with the
# relation, [trust](../docs/GLOSSARY.md) that promises are kept, [attachment](../docs/GLOSSARY.md), and plain
# [habit](../docs/GLOSSARY.md).
#
# **Look.** We simulate the year again. The same [seed](../docs/GLOSSARY.md) reproduces the year in every detail, so this
# time we can record the state of our customer after each week.

# %%
JUDGEMENTS = ["satisfaction", "trust", "attachment", "habit"]


def states(model):
    """Return our customer's state at the end of each week of the year."""
    rows = []
    for week in range(1, WEEKS + 1):
        me = model.run(1).customer(number)
        state = {name: getattr(me, name) for name in ("brand", "mood", *JUDGEMENTS)}
        rows.append({"week": week} | state | {f"image of {brand}": me.image(brand) for brand in model.brands})
    return pd.DataFrame(rows).set_index("week")


lived = states(market_for_a_year())
used = [f"image of {brand}" for brand in lived.brand.unique() if brand != "none"]

figure, panels = plt.subplots(3, figsize=(9, 6.6), sharex=True)
panels[0].bar(when, met.impression, width=0.16, color=(met.impression >= 0).map({True: POSITIVE, False: NEGATIVE}))
panels[0].plot(lived.mood, color="black", label="mood")
panels[0].set(ylim=(-1.05, 1.05), title="Impressions (bars) and mood")
for axes, names, title in ((panels[1], used, "Image"), (panels[2], JUDGEMENTS, "Four judgements")):
    for name, ink in zip(names, inks(len(names) + 1)[1:], strict=True):
        axes.plot(lived[name], color=ink.colour, marker=ink.marker, markevery=4, markersize=4, label=name)
    axes.set_title(title)
panels[1].set_ylim(-1.05, 1.05)
panels[2].set(ylim=(0, 1.02), xlim=(0.5, WEEKS + 0.5), xlabel="week")
for axes in panels:
    mark_departures(axes)
    axes.legend(loc="center left", bbox_to_anchor=(1, 0.5))

# %% [markdown]
# **Think.** Which of the four judgements fell first, and which did not fall at all? A survey measures one of them. When would
# it have raised the alarm?
#
# ## 6. An irritant that returns
#
# **Concept.** The third delay is not the first delay. While the memory of an irritant is fresh, the next one of the same
# [cause](../docs/GLOSSARY.md) hurts more, at whichever touchpoint it occurs.
#
# **The model** keeps a [trace](../docs/GLOSSARY.md) for each cause: one more each time, fading over the weeks.
#
# **Look.** First, this customer's most frequent irritant: where it occurred, and how fresh the memory was. Then the rule
# itself: the impression of the *same* poor encounter the first, second, third and fourth time in a row.

# %%
troubles = year[year.event == "trouble"]
worst, brand = Counter(zip(troubles.about, troubles.brand, strict=True)).most_common(1)[0][0]
irritant = troubles[(troubles.about == worst) & (troubles.brand == brand)]
felt_at = diary.events.loc[irritant.index + 1, ["about", "expected", "perceived", "impression"]]

print(f"{worst}, {brand}")
felt_at.rename(columns={"about": "felt at"}).assign(trace=irritant.trace.array).set_index(irritant.week).round(2)

# %%
perceived, expected, effort = 0.55, 0.65, 0.1
impression, p = model.rule("impression"), model.market.behaviour.impressions
left_behind = [impression(perceived, expected, trace, effort, p) for trace in range(4)]

figure, axes = plt.subplots(figsize=(5, 2.4))
axes.bar(["first", "second", "third", "fourth"], left_behind, color=NEGATIVE, width=0.6)
axes.set(ylabel="impression", title="The same poor encounter, time after time")
axes.grid(axis="x", visible=False)


# %% [markdown]
# **Think.** An excellent help desk may be blamed for the product, since the trouble is noticed again when customers ask for
# help. Where would you intervene: where it is noticed, or where it begins?
#
# ## 7. Talking, reconsidering, staying or leaving
#
# **Concept.** Customers seldom leave in the week of a failure. Dissatisfaction makes them *reconsider*; habit,
# contract and the [cost of switching](../docs/GLOSSARY.md) hold them back; a better rival, a friend who leaves or a life
# event opens the door. The *trigger* of the search and the *deciding reason* are two different things.
#
# **The model** records both: [loyalty.py](../sim/rules/loyalty.py), [choice.py](../sim/rules/choice.py); and word of
# mouth: [word_of_mouth.py](../sim/rules/word_of_mouth.py).
#
# **Look.** What this customer said to others and decided; then the story of the departure.

# %%
def tell_decisions(diary):
    """Print what a customer said of brands in the year, and every step of its decisions."""
    year = diary.between(first_week=1)
    spoke = Counter((entry.about, entry.brand) for entry in year if entry.event in ("spoke", "told"))
    for (how, brand), times in spoke.items():
        tell(f"spoke {how} of {brand}: {times} x")
    for entry in year:
        if entry.event in CYCLE["searching, choosing"] + CYCLE["leaving"]:
            tell(f"week {entry.week}: {entry.text}")


tell_decisions(diary)

# %%
tell(diary.why_left() if departures else "This customer stayed all year.")

# %% [markdown]
# **Think.** Customers who leave will state the *deciding reason*. What would the brand improve then, and what would it miss?
#
# ## 8. What if it had not happened?
#
# **Concept.** A year cannot be repeated, except in a simulation: the same customer, with the same random numbers, in a market
# without that irritant. Any difference is due to it.
#
# **The model** gives every draw an address (when, who, why) instead of taking one random number after another. Removing a
# cause therefore changes no other random number.
#
# **Look.** Satisfaction with and without that cause at that brand, and the decisions without it.

# %%
cause = next(name for name, each in model.market.causes.items() if each.title == worst)
operator = next(name for name, each in model.market.brands.items() if each.title == brand)
healed = Scenario(
    name="healed",
    question=f"How would customers of {brand} live without: {worst}?",
    brand=operator,
    levers=tuple(Lever(path=f"causes.{cause}.{how}", to=0) for how in ("weekly_probability", "order_probability")),
)
other_world = market_for_a_year(scenario=healed, diaries=[number])
otherwise = states(other_world)

figure, axes = plt.subplots(figsize=(9, 2.8))
axes.plot(otherwise.satisfaction, color=POSITIVE, marker="o", markevery=4, markersize=4, label="healed")
axes.plot(lived.satisfaction, color=NEUTRAL, label="as it was")
mark_departures(axes, "left the brand")
axes.set(xlim=(0.5, WEEKS + 0.5), ylim=(0, 1), xlabel="week", ylabel="satisfaction")
axes.set_title(f"The same year, with and without: {worst}")
axes.legend(loc="center left", bbox_to_anchor=(1, 0.5))

tell_decisions(other_world.diary(number))

# %% [markdown]
# **Think.** One customer proves nothing: for this one the cause may have mattered, or not. How many such pairs would you want
# to see before you spend money? That is the subject of [the first decision](the-first-decision.ipynb).
#
# ## Try it
#
# - Follow another customer: change the seed, or the list of turning points.
# - Replace a rule by your own theory: `LoyaltyModel(..., rules={"impression": mine})`.
# - `model.customer(number).rehearse()` simulates one customer's next week in plain Python, for a debugger.
# - Read the [rules](../sim/rules), one concept per file.

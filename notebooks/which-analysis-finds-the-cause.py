# %% [markdown]
# # Which analysis finds the cause?
#
# A brand loses customers. It asks them, counts what they write, fits models to it, and invests in whatever comes out on top. Did the
# analysis find what really drives customers away? On real data nobody can say, since nobody sees the truth beside the tables.
#
# Here somebody can. `cxsim export` writes a simulated market as the tables that a company would hold, and apart from them
# [what was true](../docs/EXPORT.md). This notebook judges three popular methods by it. It takes half a minute; the first time, compiling the model
# takes another minute or two. Linked terms are explained in the [glossary](../docs/GLOSSARY.md).

# %%
import tempfile
from pathlib import Path
from types import SimpleNamespace

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from experiments.export.export import Wanted, exported
from experiments.moments.derived import shares_explained
from experiments.pages.palette import inks
from experiments.running.study import Study

plt.style.use("cxsim.mplstyle")

# %% [markdown]
# ## 1. A company that listens
#
# Acme asks after some encounters and twice a year whether it is recommended; a tenth of the complaints reach headquarters. In what customers
# write, a [cause](../docs/GLOSSARY.md) is read rightly in 70 of 100 cases, which is good for a company.

# %%
LISTENS = """
extends: telecom
brands:
  acme:
    listening:
      coverage: {network_use: 0.02, app: 0.05, invoice: 0.1, help_line: 0.5, shop_help: 0.5, chat: 0.5, welcome: 0.5}
      relational_coverage: 2
      complaints_logged: 0.1
"""
CUSTOMERS, WEEKS, SEED = 4_000, 156, 1

with tempfile.TemporaryDirectory() as folder:
    file = Path(folder) / "listens.yaml"
    file.write_text(LISTENS)
    study = Study.of(file, customers=CUSTOMERS, weeks=WEEKS)
run = exported(study, SEED, Wanted(("crm", "survey", "complaints", "truth"), brand="acme", every=4))
crm, survey, complaints = (run.tables[name] for name in ("crm", "survey", "complaints"))

answered = survey[survey.is_answered == 1]
print(f"{len(crm.customer.unique()):,} customers over three years, {crm.left_in_week.notna().sum():,} departures;")
print(f"{len(survey):,} questions, {len(answered):,} answers; {len(complaints):,} complaints,")
print(f"{complaints.is_written_down.sum():,} of them written down. The first answers:")
answered.head(4)[["customer", "week", "survey", "touchpoint", "satisfaction", "recommendation", "cause"]]

# %% [markdown]
# ## 2. The truth
#
# For every departure the export knows what would have kept the customer: all weeks are lived again, with the same random
# numbers and without one cause at Acme, while everybody else is as before. A cause is worth as much as the customers whom healing
# it would keep.

# %%
left = run.tables["truth/departures"].query("brand == 'acme'")
CAUSES = [name for name in study.market.listed("causes") if f"kept_without_{name}" in left]
titles = {name: study.market.causes[name].title for name in CAUSES}
kept = left[[f"kept_without_{name}" for name in CAUSES]].astype(float).set_axis(CAUSES, axis=1)

TRUTH = kept.sum() / kept.sum().sum()
table = pd.DataFrame({"customers kept": kept.sum(), "of all departures": kept.mean(), "among causes": TRUTH})
table = table.rename(titles).sort_values("customers kept", ascending=False)
formats = {"customers kept": "{:.0f}", "of all departures": "{:.1%}", "among causes": "{:.0%}"}
table.apply(lambda column: column.map(formats[column.name].format))

# %% [markdown]
# Causes of trouble are not all there is. What else would have kept whom:

# %%
others = {
    "nothing had gone wrong at all": "kept_without_trouble",
    "every request for help had been settled at once": "kept_with_help",
    "nobody around had spoken of brands or left one": "kept_in_silence",
    "no rival had made an offer": "kept_without_offers",
    "the price had been 10 % lower": "kept_if_cheaper",
}
for words, column in others.items():
    print(f"{left[column].mean():5.0%} of those who left would be there if {words}")

# %% [markdown]
# An analysis of causes cannot see those who would have left without any trouble. It can be right about causes all the same.
#
# The three methods answer in units of their own: points of the net promoter score, explained variance, predicted departures. What a manager takes
# from each is the same: which causes matter, and how much more one than another. So all are compared as *shares among causes*.
#
# ## 3. Three methods
#
# **Top-box drivers.** Of those who say how likely they recommend Acme: how much lower is the net promoter score of those who name a cause than
# that of those who name none, times how many name it. Many dashboards are made so.
#
# **Derived importance.** The variance of recommendation is shared out among the causes that a customer has named in the last year,
# anywhere, by the average over all orders in which they can be added (Lindeman, Merenda & Gold 1980: Shapley values of R²).
#
# **A churn model.** A logistic regression of leaving within half a year on causes named in the last year, tenure, bill, plan and contract. A
# cause is worth the departures that the model predicts, less those that it predicts without it.
#
# All use what the company knows and nothing else.

# %%
read = pd.concat([answered, complaints[complaints.is_written_down == 1]])[["customer", "week", "cause"]]
HORIZON = 26  # weeks in which a customer may leave


def named_before(rows, sources):
    """Return how often each cause was named by the customer of each row in the year up to its week."""
    counts = np.zeros((len(rows), len(CAUSES)))
    for place, cause in enumerate(CAUSES):
        named = sources.loc[sources.cause == cause]
        times = np.sort(named.customer.to_numpy() * 1000 + named.week.to_numpy())
        until = rows.customer.to_numpy() * 1000 + rows.week.to_numpy()
        counts[:, place] = np.searchsorted(times, until, "right") - np.searchsorted(times, until - 52, "right")
    return counts


def shares(parts):
    """Return positive parts as shares among causes."""
    parts = np.clip(parts, 0, None)
    return parts / parts.sum() if parts.sum() > 0 else np.full(len(parts), np.nan)


def top_box(people, weight):
    """Points of the net promoter score that each cause takes."""
    net = 100.0 * ((people.score >= 9).astype(float) - (people.score <= 6).astype(float))
    usual = np.average(net[people.cause == "none"], weights=weight[people.cause == "none"])
    parts = []
    for cause in CAUSES:
        named = people.cause == cause
        worth = weight[named].sum()
        parts.append(worth * (usual - np.average(net[named], weights=weight[named])) if worth > 0 else 0.0)
    return shares(np.array(parts))


def derived(people, weight):
    """Shares of the explained variance of recommendation."""
    columns = np.column_stack([people.named, people.score])
    used = np.flatnonzero(columns[:, :-1][weight > 0].std(axis=0) > 0)
    together = weighted_correlation(columns[:, [*used, -1]], weight)
    parts = np.zeros(len(CAUSES))
    parts[used] = shares_explained(together[:-1, :-1], together[:-1, -1])
    return shares(parts)


def weighted_correlation(columns, weight):
    """Return the matrix of correlations."""
    covariance = np.cov(columns, rowvar=False, aweights=weight)
    spread = np.sqrt(np.diag(covariance))
    return covariance / np.outer(spread, spread)


def churn(rows, weight):
    """Departures that a churn model predicts less those without each cause."""
    scaled = StandardScaler().fit(rows.features)
    known = scaled.transform(rows.features)
    model = LogisticRegression(C=1.0, max_iter=200).fit(known, rows.leaves, sample_weight=weight)
    usual = model.predict_proba(known)[:, 1]
    parts = []
    for place in range(len(CAUSES)):
        without = rows.features.copy()
        without[:, place] = 0.0
        parts.append(weight @ (usual - model.predict_proba(scaled.transform(without))[:, 1]))
    return shares(np.array(parts))


# %% [markdown]
# The tables that they read: answers about recommendation, and a row for each customer and quarter in which half a year lies ahead.


# %%
def answers(survey, sources):
    """Return the answers about recommendation, with what their customers named."""
    rows = survey[survey.recommendation.notna()]
    score, named = rows.recommendation.to_numpy(float), named_before(rows, sources)
    return SimpleNamespace(customer=rows.customer.to_numpy(), score=score, cause=rows.cause.to_numpy(), named=named)


def quarters(crm, sources):
    """Return customers at the end of quarters: what is known of them, and whether they leave within half a year."""
    gone = crm[crm.left_in_week.notna()]
    weeks = np.sort(gone.customer.to_numpy() * 1000 + gone.left_in_week.to_numpy(int))
    rows = crm[crm.left_in_week.isna() & (crm.week % 12 == 0) & (crm.week >= 24) & (crm.week <= WEEKS - HORIZON)]
    until = rows.customer.to_numpy() * 1000 + rows.week.to_numpy()
    leaves = np.searchsorted(weeks, until + HORIZON, "right") > np.searchsorted(weeks, until, "right")
    runs = (rows.contract_ends_week - rows.week).fillna(0).to_numpy(float)
    others = np.column_stack([np.log1p(rows.week - rows.since_week), rows.bill_eur, rows.plan, runs, runs > 0])
    features = np.column_stack([named_before(rows, sources), others]).astype(float)
    return SimpleNamespace(customer=rows.customer.to_numpy(), features=features, leaves=leaves)


people, customers = answers(survey, read), quarters(crm, read)
METHODS = {
    "top-box drivers": (top_box, people),
    "derived importance": (derived, people),
    "churn model": (churn, customers),
}
print(f"{len(people.score):,} answers about recommendation, {len(customers.leaves):,} customer-quarters,")
print(f"{customers.leaves.mean():.1%} of which end in a departure within half a year")

# %% [markdown]
# ## 4. How wrong is each?
#
# Intervals come from resampling *customers* (the bootstrap), since the answers of one customer belong together. They say how much the result would
# vary with other customers of the same world. The truth has an interval too: it rests on a few hundred departures. Explained variance is never
# negative, so noise adds to every cause, and resampling adds noise once more: the result of derived importance may lie at the edge of its interval.

# %%
RESAMPLES = {"top-box drivers": 200, "derived importance": 60, "churn model": 25}


def resampled(method, rows, times, seed=1):
    """Return the result of a method with all customers, and with resampled ones."""
    known, place = np.unique(rows.customer, return_inverse=True)
    generator = np.random.default_rng(seed)
    drawn = [generator.multinomial(len(known), np.full(len(known), 1 / len(known)))[place] for _ in range(times)]
    return method(rows, np.ones(len(rows.customer))), np.array([method(rows, each.astype(float)) for each in drawn])


generator = np.random.default_rng(SEED)
picks = generator.integers(0, len(kept), (200, len(kept)))
truths = np.array([shares(kept.to_numpy()[each].sum(axis=0)) for each in picks])
found = {name: resampled(method, rows, RESAMPLES[name]) for name, (method, rows) in METHODS.items()}


def interval(values):
    return np.nanpercentile(values, [2.5, 97.5], axis=0)


order = TRUTH.sort_values(ascending=False).index
places = [CAUSES.index(name) for name in order]
figure, axes = plt.subplots(figsize=(8, 4.2))
for row, (name, ink) in enumerate(zip(["the truth", *found], inks(4), strict=True)):
    value, many = (TRUTH.to_numpy(), truths) if name == "the truth" else found[name]
    low, high = interval(many)
    y = np.arange(len(order)) + 0.2 * (row - 1.5)
    axes.hlines(y, 100 * low[places], 100 * high[places], color=ink.colour, linewidth=2 if row else 4, alpha=0.5)
    axes.plot(100 * value[places], y, ink.marker, color=ink.colour, label=name, markersize=6)
axes.set(yticks=range(len(order)), yticklabels=[titles[name] for name in order], ylim=(len(order) - 0.5, -0.5))
axes.set(xlabel="share among causes, %", title="What matters, and what each method says matters")
axes.grid(axis="y", visible=False)
axes.legend(loc="lower right")


# %%
def judged(value, many):
    """Return how wrong a method is, each figure with its interval over the resamples."""
    true = TRUTH.to_numpy()
    figures = {
        "rank correlation with the truth": lambda x: pd.Series(x).rank().corr(pd.Series(true).rank()),
        "misplaced, % of all": lambda x: 50 * np.abs(x - true).sum(),
        f"told / true: {titles[order[0]]}": lambda x: x[places[0]] / true[places[0]],
    }
    words = {}
    for name, figure in figures.items():
        low, high = interval([figure(each) for each in many])
        digits = 0 if "%" in name else 2
        words[name] = f"{figure(value):.{digits}f} ({low:.{digits}f} to {high:.{digits}f})"
    first = np.argmax(many, axis=1) == places[0]
    return words | {"finds the first cause": f"in {first.mean():.0%} of resamples"}


pd.DataFrame({name: judged(*result) for name, result in found.items()})

# %% [markdown]
# *Misplaced* is the part of a budget that would go to the wrong causes if it were shared out as the method says: half of the absolute differences. **How
# to read the intervals:** they hold for this method, this world and this many customers. An interval that does not contain the truth is an error that more answers will not cure.
#
# **Think.** A method can find the first cause every time and still share the rest of the money out wrongly. Which of the two errors matters to
# somebody who can afford one programme, and which to somebody who shares a budget out?

# %%
for name, (_, many) in found.items():
    low, high = interval(many)
    wrong = [(cause, high[k] < TRUTH[cause]) for k, cause in enumerate(CAUSES) if not low[k] <= TRUTH[cause] <= high[k]]
    sides = {True: "too small", False: "too large"}
    told = "; ".join(f"{titles[cause]} {sides[is_small]}" for cause, is_small in wrong)
    print(f"{name}: {told or 'no share can be told from the truth'}.")

# %% [markdown]
# ## 5. Why they are wrong
#
# Four things stand between the tables and the truth, whatever the method:
#
# - **Who is heard.** Few answer, and more of those who are moved.
# - **What is read.** A cause that is misread makes another one look worse, and one that stays unknown looks as if it did not exist.
# - **What counts.** What is named need not be what decides. People remember a cause and stay in spite of it, or leave for another reason.
# - **What goes together.** Trouble of one kind meets customers who have other trouble, and who were less satisfied before.
#
# The first two can be measured here:

# %%
truth = run.tables["truth/questions"]
gone = set(left.customer)
silent = len(gone - set(answered.customer) - set(complaints.customer)) / len(gone)
behind = truth.merge(answered[["question", "cause"]], on="question").query("root_cause != 'none'")
rightly, unknown = (
    (behind.cause.astype(str) == behind.root_cause.astype(str)).mean(),
    (behind.cause == "unknown").mean(),
)
asked = survey[survey.survey == "relation"].merge(truth, on="question")
recommended = asked.groupby("is_answered").true_recommendation.mean()
print(f"{len(answered) / len(survey):.0%} of the questions were answered.")
print(f"{silent:.0%} of those who left had never answered or complained.")
print(f"Where a cause was behind an answer, it was read rightly in {rightly:.0%}, and stayed unknown in {unknown:.0%}.")
print(f"In truth those who answered recommend with {recommended[1]:.2f} points, the others with {recommended[0]:.2f}.")

# %% [markdown]
# ## Try it: exercises with answers
#
# Answers are below; try first.
#
# 1. *Perfect reading.* Suppose every verbatim were read rightly. Which method gains most? (Take `root_cause` of `truth/questions` in place of
#    what was read.)
# 2. *More data, or better data?* Use half of the customers. Do the intervals grow, and does the error?
# 3. *No model at all.* How far from the truth is plain counting of what is named?

# %%
# 1. Perfect reading: the same methods with the true root causes of the same answers.
true_causes = run.tables["truth/questions"][["question", "root_cause"]].rename(columns={"root_cause": "cause"})
well_read = answered.drop(columns="cause").merge(true_causes, on="question")
well_answered = answers(well_read, well_read)
well = {"top-box drivers": well_answered, "derived importance": well_answered, "churn model": quarters(crm, well_read)}


def misplaced(value):
    return 50 * np.abs(value - TRUTH.to_numpy()).sum()


for name, (method, _) in METHODS.items():
    perfect = method(well[name], np.ones(len(well[name].customer)))
    print(f"{name}: {misplaced(found[name][0]):.0f} % misplaced as read, {misplaced(perfect):.0f} % read perfectly")

# %%
# 2. Half of the customers: intervals of the top-box drivers.
half = people.customer % 2 == 0
fewer = SimpleNamespace(**{name: column[half] for name, column in vars(people).items()})
value, many = resampled(top_box, fewer, 200)
for words, (share, resamples) in {"all customers": found["top-box drivers"], "half of them": (value, many)}.items():
    low, high = interval(resamples)
    print(f"{words}: intervals are {100 * (high - low).mean():.0f} points wide, {misplaced(share):.0f} % misplaced")

# %%
# 3. Plain counting of what is named in all answers and written complaints.
counted = shares(np.array([(read.cause == cause).sum() for cause in CAUSES], float))
rank = pd.Series(counted).rank().corr(TRUTH.rank().reset_index(drop=True))
print(f"counting: {misplaced(counted):.0f} % misplaced, rank correlation {rank:.2f}")

# %% [markdown]
# One world with one seed is one example, not a verdict on methods: change the seed, what Acme asks, or the market, and judge again. None of these methods
# knows what would have happened otherwise. An experiment does: a [pilot](../docs/GLOSSARY.md) heals a cause for some customers drawn by lot, and its truth
# can be read off as well.

"""Draws the pairs of posts of near_copies.tsv, to be read and marked: python3 draw_near_copies.py FOLDER

Prints ids, cell, how many pairs of the corpus each stands for, and the draw: the second and third have more of the
cells where copies and others are mixed most; of the fourth one half is `hard`, from those cells as they come, and one
half `plain`, from the others where half of the words are shared; the fifth is all that is left of those cells, and some
of the others. The same pairs each time; of the 498 that were marked first it draws 490: weights were first summed in no
fixed order, which moved pairs at the bounds. So that nothing is drawn again it leaves out what is marked in the table
beside it as of an earlier draw.
"""
import collections, datetime, glob, json, math, os, random, re, sys

DAYS = 2 * 86400
FEWEST_RUNS = 3
WORDS = [0.3, 0.5, 0.7, 0.85, 1.01]
RUNS = [0, 0.1, 0.2, 0.35, 0.5, 0.7, 0.9, 1.01]


def words(text):
    pieces = (piece for piece in text.split() if "://" not in piece)
    found = (re.findall(r"\w+", piece.replace("_", " ")) for piece in pieces)
    return [word.lower().replace("ё", "е") for words in found for word in words]


def stem(word):
    if word.isdigit() or len(word) <= 4:
        return word
    return word[:5] if len(word) > 6 else word[: max(3, len(word) - 2)]


def band(value, bounds):
    return next(at for at, bound in enumerate(bounds) if value < bound or bound == 0 and value <= 0)


def wanted(apart, outlets, words, runs):
    if apart == "later":
        return 2
    if outlets == "one":
        return 2 if words == 0 else 4
    if words == 0:
        return 3 if runs < 2 else 4
    return 9 if words == 1 else 13 if words in (2, 3) else 11


posts = []
for file in sorted(glob.glob(os.path.join(sys.argv[1], "*.jsonl"))):
    with open(file, encoding="utf8") as lines:
        posts += [json.loads(line) for line in lines]
time = [datetime.datetime.fromisoformat(post["published"]).timestamp() for post in posts]
texts = [words(post["text"]) for post in posts]
stems = [{stem(word) for word in text if len(word) > 2 or word.isdigit()} for text in texts]
runs = [set(zip(text, text[1:], text[2:])) for text in texts]
posts_with = collections.Counter(stem for own in stems for stem in own)
idf = {stem: math.log(len(posts) / count) for stem, count in posts_with.items()}
weight = [sum(idf[stem] for stem in own) for own in stems]
usable = [len(own) >= FEWEST_RUNS for own in runs]


def pairs_sharing(sets, most):
    holders = collections.defaultdict(list)
    for at, own in enumerate(sets):
        for item in own:
            holders[item].append(at)
    pairs = collections.Counter()
    for own in holders.values():
        if 1 < len(own) <= most:
            for at, one in enumerate(own):
                pairs.update([(one, other) for other in own[at + 1 :]])
    return pairs


cells = collections.defaultdict(list)
for sets, most, near in ((stems, 400, True), (runs, 300, False)):
    for (one, other), count in pairs_sharing(sets, most).items():
        if not (usable[one] and usable[other]) or near != (abs(time[one] - time[other]) <= DAYS):
            continue
        common = sum(idf[stem] for stem in sorted(stems[one] & stems[other]))
        by_words = round(common / min(weight[one], weight[other]), 3)
        # Far apart, the last lines that a channel has under hundreds of posts do not count.
        count = len(runs[one] & runs[other]) if near else count
        shared = count / min(len(runs[one]), len(runs[other]))
        if by_words < 0.12 if near else shared < 0.15:
            continue
        ids = tuple(sorted((posts[one]["id"], posts[other]["id"])))
        outlets = "one" if posts[one]["outlet"] == posts[other]["outlet"] else "two"
        apart = "days" if near else "later"
        cells[apart, outlets, band(by_words, WORDS), band(round(shared, 3), RUNS)].append(ids)

# The cells in the order in which they were first drawn.
order = {"later": 0, "days": 1, "two": 0, "one": 1}
chance = random.Random(20261127)
drawn = []
for cell in sorted(cells, key=lambda cell: (order[cell[0]], order[cell[1]], cell[2:])):
    pairs = sorted(cells[cell])
    count = min(len(pairs), wanted(*cell))
    drawn += [(*pair, cell, "1") for pair in sorted(chance.sample(pairs, count))]

# How many more of a cell, by draw, all of posts within two days of each other.
MORE = {
    "2": {
        ("two", 1): {3: 4},
        ("two", 2): {1: 4, 2: 10, 3: 12, 4: 12, 5: 8},
        ("two", 3): {0: 4, 1: 4, 2: 12, 3: 14, 4: 12, 5: 10, 6: 4},
        ("two", 4): {0: 3, 2: 4, 3: 10, 4: 10, 5: 6, 6: 3},
        ("one", 2): {4: 2},
        ("one", 3): {5: 4},
        ("one", 4): {5: 4, 6: 4},
    },
    "3": {
        ("two", 2): {2: 10, 3: 12, 4: 8},
        ("two", 3): {0: 4, 1: 4, 2: 10, 3: 12, 4: 8, 5: 8},
        ("two", 4): {0: 2, 3: 6, 4: 6, 5: 4, 6: 2},
        ("one", 3): {3: 4},
    },
}
for draw, more_of in MORE.items():
    chance = random.Random(20261126 + int(draw))
    before = {row[:2] for row in drawn}
    for (outlets, by_words), more in more_of.items():
        for shared, count in more.items():
            cell = ("days", outlets, by_words, shared)
            left = sorted(set(cells[cell]) - before)
            drawn += [(*pair, cell, draw) for pair in sorted(chance.sample(left, min(len(left), count)))]

# The cells of which between 15 and 90 of 100 pairs were copies, of five at least that had been marked.
MIXED = {("one", 2): [4], ("one", 3): [5], ("one", 4): [5, 6], ("two", 1): [3, 4], ("two", 2): [2, 3, 4, 5]}
MIXED |= {("two", 3): [1, 2, 3, 4, 5, 6], ("two", 4): [1, 2, 3, 4]}
mixed = {("days", *cell, shared) for cell, some in MIXED.items() for shared in some}


def of_draws(before):
    """Pairs of the table that are of one of these draws."""
    table = os.path.join(os.path.dirname(os.path.abspath(__file__)), "near_copies.tsv")
    with open(table, encoding="utf8") as lines:
        rows = [line.rstrip("\n").split("\t") for line in lines if not line.startswith("#")]
    return {tuple(row[:2]) for row in rows[1:] if row[-1] in before}


def left(are_asked, marked):
    pairs = ((pair, cell) for cell in cells if are_asked(cell) for pair in cells[cell])
    return sorted((pair, cell) for pair, cell in pairs if pair not in marked)


marked = of_draws("123")
hard = left(lambda cell: cell in mixed, marked)
plain = left(lambda cell: cell[0] == "days" and cell[2] >= 2 and cell not in mixed, marked)
chance = random.Random(20261128)
for draw, pairs in (("hard", hard), ("plain", plain)):
    drawn += [(*pair, cell, draw) for pair, cell in sorted(chance.sample(pairs, 150))]
marked = of_draws(["1", "2", "3", "hard", "plain"])
hard = left(lambda cell: cell in mixed, marked)
others = left(
    lambda cell: cell not in mixed and cell[3] < 7 and (cell[2] >= 1 and cell[3] >= 1 or cell[2] >= 2), marked
)
chance = random.Random(20261129)
drawn += [(*pair, cell, "5") for pair, cell in hard + sorted(chance.sample(others, 500))]

of_cell = collections.Counter(row[2] for row in drawn)
for one, other, cell, draw in sorted(drawn):
    print(one, other, *cell, f"{len(cells[cell]) / of_cell[cell]:.2f}", draw, sep="\t")

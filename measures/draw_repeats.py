"""Draws the pairs of posts of repeats.tsv, to be read and marked: python3 draw_repeats.py FOLDER NEAR_COPIES

Pairs of posts of two outlets within three days that share words but few runs of words, and are not among those of
near_copies.tsv. Prints ids and band of shared words; with a third argument the posts' first so many letters, too.
The same pairs each time.
"""
import collections, datetime, glob, json, math, os, random, re, sys

DAYS = 3 * 86400
BANDS = [(0.2, 0.3, 20), (0.3, 0.4, 30), (0.4, 0.55, 30), (0.55, 0.75, 20)]
MOST_RUNS = 0.25


def words(text):
    pieces = (piece for piece in text.split() if "://" not in piece)
    found = (re.findall(r"\w+", piece.replace("_", " ")) for piece in pieces)
    return [word.lower().replace("ё", "е") for words in found for word in words]


def stem(word):
    if word.isdigit() or len(word) <= 4:
        return word
    return word[:5] if len(word) > 6 else word[: max(3, len(word) - 2)]


posts = []
for file in sorted(glob.glob(os.path.join(sys.argv[1], "*.jsonl"))):
    with open(file, encoding="utf8") as lines:
        posts += [json.loads(line) for line in lines]
with open(sys.argv[2], encoding="utf8") as lines:
    # The first draw was all that there was.
    rows = [line.rstrip("\n").split("\t") for line in lines if not line.startswith("#")]
    marked = {tuple(row[:2]) for row in rows if row[-1] in ("1", "draw")}
time = [datetime.datetime.fromisoformat(post["published"]).timestamp() for post in posts]
texts = [words(post["text"]) for post in posts]
stems = [{stem(word) for word in text if len(word) > 2 or word.isdigit()} for text in texts]
runs = [set(zip(text, text[1:], text[2:])) for text in texts]
posts_with = collections.Counter(stem for own in stems for stem in own)
idf = {stem: math.log(len(posts) / count) for stem, count in posts_with.items()}
weight = [sum(idf[stem] for stem in sorted(own)) for own in stems]
holders = collections.defaultdict(list)
for at, own in enumerate(stems):
    if len(own) >= 8:
        for item in own:
            holders[item].append(at)
pairs = collections.Counter()
for item in sorted(holders):
    own = holders[item]
    if 1 < len(own) <= 60:
        for at, one in enumerate(own):
            pairs.update((one, other) for other in own[at + 1 :])
bands = collections.defaultdict(list)
for (one, other), count in pairs.items():
    if posts[one]["outlet"] == posts[other]["outlet"] or abs(time[one] - time[other]) > DAYS:
        continue
    common = sum(idf[stem] for stem in sorted(stems[one] & stems[other]))
    by_words = round(common / min(weight[one], weight[other]), 3)
    shared = len(runs[one] & runs[other]) / max(1, min(len(runs[one]), len(runs[other])))
    ids = tuple(sorted((posts[one]["id"], posts[other]["id"])))
    if shared > MOST_RUNS or ids in marked:
        continue
    for band, (least, most, _) in enumerate(BANDS):
        if least <= by_words < most:
            bands[band].append(ids)
by_id = {post["id"]: post for post in posts}
chance = random.Random(20261127)
for band, (_, _, count) in enumerate(BANDS):
    for one, other in sorted(chance.sample(sorted(bands[band]), count)):
        print(f"{one}\t{other}\t{band}\t{len(bands[band]) / count:.2f}")
        if len(sys.argv) > 3:
            for own in (one, other):
                post = by_id[own]
                print("    ", post["published"][:16], post["outlet"], "|", re.sub(r"\s+", " ", post["text"])[: int(sys.argv[3])])

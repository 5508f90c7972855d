-- What web pages count over the whole ledger, kept as it grows, so that no page walks along all reports.

-- Who deals with whom: it follows from events, their parties and the states of these.
CREATE TABLE dealings (
    from_state TEXT NOT NULL,
    to_state TEXT NOT NULL,
    reading INTEGER NOT NULL REFERENCES readings ON DELETE CASCADE,
    event INTEGER NOT NULL,
    mutual INTEGER NOT NULL CHECK (mutual IN (0, 1)),
    day TEXT,
    PRIMARY KEY (from_state, to_state, reading, event)
) STRICT, WITHOUT ROWID;
CREATE INDEX dealings_by_reading ON dealings (reading);
INSERT INTO dealings (from_state, to_state, reading, event, mutual, day)
SELECT k.*, a.day FROM (SELECT one.state, two.state, p.reading AS reading, p.event, 0
FROM event_parties p
JOIN actors one ON one.reading = p.reading AND one.position = p.actor
JOIN event_parties q ON q.reading = p.reading AND q.event = p.event AND q.side = 'recipient'
JOIN actors two ON two.reading = q.reading AND two.position = q.actor
WHERE p.side = 'actor' AND two.state <> one.state
AND one.state_ground IS NOT 'setting' AND two.state_ground IS NOT 'setting'
UNION
SELECT one.state, two.state, p.reading, p.event, 1
FROM event_parties p
JOIN events x ON x.reading = p.reading AND x.position = p.event
JOIN actors one ON one.reading = p.reading AND one.position = p.actor
JOIN event_parties q ON q.reading = p.reading AND q.event = p.event AND q.side = 'actor'
JOIN actors two ON two.reading = q.reading AND two.position = q.actor
WHERE p.side = 'actor' AND two.state <> one.state
AND one.state_ground IS NOT 'setting' AND two.state_ground IS NOT 'setting'
AND x.type IN ('AGREE', 'CONSULT', 'COOPERATE') AND NOT EXISTS
(SELECT 1 FROM event_parties n WHERE n.reading = p.reading AND n.event = p.event AND n.side = 'recipient')) k
JOIN readings r ON r.reading = k.reading JOIN articles a ON a.article = r.article;

-- How many there are of each; it follows from articles, readings and copies.
CREATE TABLE tallies (
    what TEXT NOT NULL,
    name TEXT NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (what, name)
) STRICT, WITHOUT ROWID;
INSERT INTO tallies SELECT 'form', form, count(*) FROM articles GROUP BY form;
INSERT INTO tallies SELECT 'published', day, count(*) FROM articles WHERE day IS NOT NULL GROUP BY day;
INSERT INTO tallies SELECT 'unread', '', count(*) FROM articles a
WHERE NOT EXISTS (SELECT 1 FROM readings r WHERE r.article = a.article);
INSERT INTO tallies SELECT 'maker', maker, count(*) FROM readings WHERE corrected = 0 GROUP BY maker;
INSERT INTO tallies SELECT 'outlet', outlet, count(*) FROM readings
WHERE current = 1 AND outlet IS NOT NULL GROUP BY outlet;
INSERT INTO tallies SELECT 'statements', '', count(*) FROM statements JOIN readings USING (reading) WHERE current = 1;
INSERT INTO tallies SELECT 'events', '', count(*) FROM events JOIN readings USING (reading) WHERE current = 1;
INSERT INTO tallies SELECT 'report', a.day, count(*)
FROM articles a JOIN readings r ON r.article = a.article AND r.current = 1
WHERE a.day IS NOT NULL AND NOT EXISTS (SELECT 1 FROM copies c WHERE c.article = a.article AND c.likeness >= 0.5)
GROUP BY a.day;

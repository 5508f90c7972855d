-- What shows an attitude, now that the program reads them; those that are here were claimed by people.
ALTER TABLE attitudes ADD COLUMN ground TEXT NOT NULL DEFAULT 'claimed'
    CHECK (ground IN ('act', 'words', 'judgement', 'classifier', 'claimed'));
ALTER TABLE attitude_evidence ADD COLUMN ground TEXT NOT NULL DEFAULT 'claimed';
ALTER TABLE attitude_evidence ADD COLUMN said_in INTEGER;

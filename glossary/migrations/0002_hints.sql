-- Chinese words that, beside a term, say which of its targets is meant.

ALTER TABLE target ADD COLUMN hint TEXT NOT NULL DEFAULT '';

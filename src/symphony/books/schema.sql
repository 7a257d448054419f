-- One release of one code system. Written once by compile.py, never changed afterwards.

-- What the release is and where it came from; counts; the version of this schema.
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

-- The publisher's files.
CREATE TABLE source (name TEXT NOT NULL, sha256 TEXT NOT NULL, size INTEGER NOT NULL);

-- The tabular list; id is its order. Parents come before their children.
CREATE TABLE code (
  id INTEGER PRIMARY KEY,
  code TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL,
  parent INTEGER REFERENCES code (id),
  level TEXT NOT NULL,
  billable INTEGER NOT NULL
);
CREATE INDEX code_parent ON code (parent);

-- Instructional notes, one row a printed line, under the entry where they are printed.
CREATE TABLE note (
  id INTEGER PRIMARY KEY,
  owner INTEGER NOT NULL REFERENCES code (id),
  kind TEXT NOT NULL,
  text TEXT NOT NULL
);
CREATE INDEX note_owner ON note (owner);

-- Seventh characters where they are defined; they hold for every code below.
CREATE TABLE seventh (
  owner INTEGER NOT NULL REFERENCES code (id),
  character TEXT NOT NULL,
  meaning TEXT NOT NULL,
  PRIMARY KEY (owner, character)
) WITHOUT ROWID;

-- Every entry with itself and all that stands above it: inheritance, resolved.
CREATE TABLE lineage (
  code INTEGER NOT NULL REFERENCES code (id),
  ancestor INTEGER NOT NULL REFERENCES code (id),
  depth INTEGER NOT NULL,
  PRIMARY KEY (code, depth)
) WITHOUT ROWID;

-- Every name of a code: bag is the order-free key (language.words.bag).
CREATE TABLE term (
  id INTEGER PRIMARY KEY,
  bag TEXT NOT NULL,
  code INTEGER NOT NULL REFERENCES code (id),
  kind TEXT NOT NULL,
  text TEXT NOT NULL
);
CREATE INDEX term_bag ON term (bag);
CREATE INDEX term_code ON term (code);

-- The short names as phrases (normal forms in order): what running text is read with.
CREATE TABLE phrase (forms TEXT PRIMARY KEY) WITHOUT ROWID;

-- Full text over the normal forms of the same terms; rowid = term.id.
CREATE VIRTUAL TABLE term_text USING fts5 (
  forms, content = '', tokenize = "unicode61 remove_diacritics 0", detail = 'none'
);

-- How many terms hold each word: the rarity that search weighs by.
CREATE TABLE word (form TEXT PRIMARY KEY, terms INTEGER NOT NULL) WITHOUT ROWID;

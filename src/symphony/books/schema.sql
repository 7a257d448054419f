-- One release of one code system. Written once by compile.py, never changed afterwards.

-- What the release is and where it came from; counts; the version of this schema.
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

-- The publisher's files.
CREATE TABLE source (name TEXT NOT NULL, sha256 TEXT NOT NULL, size INTEGER NOT NULL);

-- The tabular list; id is its order. All that stands below an entry follows it without a gap, up to
-- the row `last`.
CREATE TABLE code (
  id INTEGER PRIMARY KEY,
  code TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL,
  parent INTEGER REFERENCES code (id),
  level TEXT NOT NULL,
  billable INTEGER NOT NULL,
  last INTEGER NOT NULL
);
CREATE INDEX code_parent ON code (parent);

-- What a publisher says of a code beside its title: a short title, a POA exemption, a dagger.
CREATE TABLE property (
  owner INTEGER NOT NULL REFERENCES code (id),
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (owner, key, value)
) WITHOUT ROWID;

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

-- Every name of a code.
CREATE TABLE term (
  id INTEGER PRIMARY KEY,
  code INTEGER NOT NULL REFERENCES code (id),
  kind TEXT NOT NULL,
  text TEXT NOT NULL
);
CREATE INDEX term_code ON term (code);

-- The same by their order-free key (language.words.bag).
CREATE TABLE named (
  bag TEXT NOT NULL,
  term INTEGER NOT NULL REFERENCES term (id),
  PRIMARY KEY (bag, term)
) WITHOUT ROWID;

-- The short names as phrases (normal forms in order), a line each: what running text is read with.
-- Then their bags (language.words.bag), where there are two words or more, and each word of them
-- once. One text each, because every run reads all of it.
CREATE TABLE phrase (lines TEXT NOT NULL, bags TEXT NOT NULL, words TEXT NOT NULL);

-- Every normal form in those names: in how many it stands, and in which (32-bit term ids).
CREATE TABLE word (form TEXT PRIMARY KEY, terms INTEGER NOT NULL, postings BLOB NOT NULL) WITHOUT ROWID;

-- Every word less one letter, to find a misspelt word by its neighbours.
CREATE TABLE spelling (less TEXT NOT NULL, form TEXT NOT NULL, PRIMARY KEY (less, form)) WITHOUT ROWID;

-- One number for every term in order of id: what all its words weigh (32-bit floats).
CREATE TABLE weight (id INTEGER PRIMARY KEY, weights BLOB NOT NULL);

-- What every title of two words or more asks a note to say (books.asking, JSON), and where it is
-- found: under its two rarest words (normal forms, folded as title_words.toml says).
CREATE TABLE asked (term INTEGER PRIMARY KEY REFERENCES term (id), units TEXT NOT NULL);
CREATE TABLE asking (
  form TEXT NOT NULL,
  second TEXT NOT NULL,
  titles BLOB NOT NULL,
  PRIMARY KEY (form, second)
) WITHOUT ROWID;

-- The alphabetic index and its tables; id is the printed order, depth 0 a main term, which alone
-- has a key (language.words.phrase).
CREATE TABLE entry (
  id INTEGER PRIMARY KEY,
  book TEXT NOT NULL,
  parent INTEGER REFERENCES entry (id),
  depth INTEGER NOT NULL,
  title TEXT NOT NULL,
  modifiers TEXT NOT NULL,
  key TEXT NOT NULL
);
CREATE INDEX entry_parent ON entry (parent);
CREATE INDEX entry_key ON entry (key, book) WHERE depth = 0;

-- The codes beside an index entry: as printed (may end in "-"), resolved, and in which column.
CREATE TABLE entry_code (
  entry INTEGER NOT NULL REFERENCES entry (id),
  position INTEGER NOT NULL,
  printed TEXT NOT NULL,
  code INTEGER REFERENCES code (id),
  role TEXT NOT NULL,
  PRIMARY KEY (entry, position)
) WITHOUT ROWID;

-- Where an index entry sends the reader: see, see also, see category.
CREATE TABLE entry_reference (
  entry INTEGER NOT NULL REFERENCES entry (id),
  kind TEXT NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (entry, kind, text)
) WITHOUT ROWID;

-- Codes that are built along axes (ICD-10-PCS): which values a row of a table allows.
CREATE TABLE axis (
  stem TEXT NOT NULL,
  row INTEGER NOT NULL,
  position INTEGER NOT NULL,
  value TEXT NOT NULL,
  name TEXT NOT NULL,
  label TEXT NOT NULL,
  PRIMARY KEY (stem, row, position, value)
) WITHOUT ROWID;

-- What a value of an axis means, where the publisher defines it.
CREATE TABLE definition (
  section TEXT NOT NULL,
  position INTEGER NOT NULL,
  label TEXT NOT NULL,
  text TEXT NOT NULL,
  kind TEXT NOT NULL
);
CREATE INDEX definition_label ON definition (label);

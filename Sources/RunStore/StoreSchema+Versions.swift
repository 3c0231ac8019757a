extension StoreSchema {
  /// Times are seconds since 1970; a metric that is NULL was not a number.
  static let version1 = """
    CREATE TABLE schema_version (
      version INTEGER PRIMARY KEY,
      applied REAL NOT NULL,
      program TEXT NOT NULL
    );

    CREATE TABLE studies (
      number INTEGER PRIMARY KEY,
      name TEXT NOT NULL UNIQUE,
      question TEXT NOT NULL,
      kind TEXT NOT NULL,
      file TEXT NOT NULL,
      configuration TEXT NOT NULL,
      program TEXT NOT NULL,
      created REAL NOT NULL
    );

    CREATE TABLE runs (
      number INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      label TEXT NOT NULL,
      state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'running', 'complete', 'failed')),
      owner TEXT,
      attempts INTEGER NOT NULL DEFAULT 0,
      started REAL,
      heartbeat REAL,
      finished REAL,
      seconds REAL,
      error TEXT,
      program TEXT,
      CHECK ((state = 'running') = (owner IS NOT NULL)),
      CHECK ((state = 'failed') = (error IS NOT NULL))
    );
    CREATE INDEX runs_state ON runs (state, number);

    CREATE TABLE study_runs (
      study INTEGER NOT NULL REFERENCES studies (number),
      position INTEGER NOT NULL,
      run INTEGER NOT NULL REFERENCES runs (number),
      PRIMARY KEY (study, position)
    ) WITHOUT ROWID;
    CREATE UNIQUE INDEX study_runs_run ON study_runs (study, run);

    CREATE TABLE fields (
      number INTEGER PRIMARY KEY,
      path TEXT NOT NULL UNIQUE
    );

    CREATE TABLE parameters (
      run INTEGER NOT NULL REFERENCES runs (number),
      field INTEGER NOT NULL REFERENCES fields (number),
      value TEXT NOT NULL,
      is_default INTEGER NOT NULL,
      PRIMARY KEY (run, field)
    ) WITHOUT ROWID;

    CREATE VIEW run_parameters AS
      SELECT runs.id AS run, fields.path AS path, parameters.value AS value, parameters.is_default AS is_default
      FROM parameters
      JOIN runs ON runs.number = parameters.run
      JOIN fields ON fields.number = parameters.field;

    CREATE TABLE metrics (
      run INTEGER NOT NULL REFERENCES runs (number),
      name TEXT NOT NULL,
      step INTEGER NOT NULL,
      value REAL,
      PRIMARY KEY (run, name, step)
    ) WITHOUT ROWID;

    CREATE TABLE artifacts (
      run INTEGER NOT NULL REFERENCES runs (number),
      name TEXT NOT NULL,
      media_type TEXT NOT NULL,
      content BLOB NOT NULL,
      PRIMARY KEY (run, name)
    );

    CREATE TRIGGER complete_runs_never_change BEFORE UPDATE ON runs WHEN OLD.state = 'complete'
      BEGIN SELECT RAISE(ABORT, 'a complete run never changes'); END;
    CREATE TRIGGER complete_runs_stay BEFORE DELETE ON runs WHEN OLD.state = 'complete'
      BEGIN SELECT RAISE(ABORT, 'a complete run is never deleted'); END;
    CREATE TRIGGER failed_runs_only_wait_again BEFORE UPDATE ON runs
      WHEN OLD.state = 'failed' AND NEW.state <> 'waiting'
      BEGIN SELECT RAISE(ABORT, 'a failed run can only be set to wait again'); END;
    CREATE TRIGGER run_identities_never_change BEFORE UPDATE OF id, number ON runs
      WHEN OLD.id <> NEW.id OR OLD.number <> NEW.number
      BEGIN SELECT RAISE(ABORT, 'the identity of a run never changes'); END;

    CREATE TRIGGER metrics_never_change BEFORE UPDATE ON metrics
      BEGIN SELECT RAISE(ABORT, 'a metric never changes'); END;
    CREATE TRIGGER metrics_stay BEFORE DELETE ON metrics
      BEGIN SELECT RAISE(ABORT, 'a metric is never deleted'); END;
    CREATE TRIGGER metrics_come_from_running_runs BEFORE INSERT ON metrics
      WHEN (SELECT state FROM runs WHERE number = NEW.run) <> 'running'
      BEGIN SELECT RAISE(ABORT, 'only a running run records metrics'); END;

    CREATE TRIGGER artifacts_never_change BEFORE UPDATE ON artifacts
      BEGIN SELECT RAISE(ABORT, 'an artifact never changes'); END;
    CREATE TRIGGER artifacts_stay BEFORE DELETE ON artifacts
      BEGIN SELECT RAISE(ABORT, 'an artifact is never deleted'); END;
    CREATE TRIGGER artifacts_come_from_running_runs BEFORE INSERT ON artifacts
      WHEN (SELECT state FROM runs WHERE number = NEW.run) <> 'running'
      BEGIN SELECT RAISE(ABORT, 'only a running run records artifacts'); END;

    CREATE TRIGGER parameters_never_change BEFORE UPDATE ON parameters
      BEGIN SELECT RAISE(ABORT, 'a parameter never changes'); END;
    CREATE TRIGGER parameters_stay BEFORE DELETE ON parameters
      BEGIN SELECT RAISE(ABORT, 'a parameter is never deleted'); END;
    """

  /// Version 2 calls an experiment an experiment: in version 1 it was a study, with a kind that nothing read.
  static let version2 = """
    ALTER TABLE studies DROP COLUMN kind;
    ALTER TABLE studies RENAME TO experiments;
    ALTER TABLE study_runs RENAME TO experiment_runs;
    ALTER TABLE experiment_runs RENAME COLUMN study TO experiment;
    DROP INDEX study_runs_run;
    CREATE UNIQUE INDEX experiment_runs_run ON experiment_runs (experiment, run);
    """

  /// Version 3 knows what runs read from outside, by content, and what they were computed with.
  static let version3 = """
    ALTER TABLE runs ADD COLUMN kernels TEXT;
    ALTER TABLE runs ADD COLUMN faults INTEGER NOT NULL DEFAULT 0;

    CREATE TABLE inputs (
      number INTEGER PRIMARY KEY,
      field TEXT NOT NULL,
      name TEXT NOT NULL,
      sha256 TEXT NOT NULL,
      size INTEGER NOT NULL,
      UNIQUE (field, name, sha256)
    );

    CREATE TABLE run_inputs (
      run INTEGER NOT NULL REFERENCES runs (number),
      input INTEGER NOT NULL REFERENCES inputs (number),
      PRIMARY KEY (run, input)
    ) WITHOUT ROWID;
    CREATE INDEX run_inputs_input ON run_inputs (input);

    CREATE TABLE file_digests (
      path TEXT PRIMARY KEY,
      stamp TEXT NOT NULL,
      sha256 TEXT NOT NULL,
      size INTEGER NOT NULL
    ) WITHOUT ROWID;

    CREATE TRIGGER run_inputs_never_change BEFORE UPDATE ON run_inputs
      BEGIN SELECT RAISE(ABORT, 'what a run reads never changes'); END;
    CREATE TRIGGER run_inputs_stay BEFORE DELETE ON run_inputs
      BEGIN SELECT RAISE(ABORT, 'what a run reads stays'); END;
    """

  /// Version 4 knows how far running runs are.
  static let version4 = """
    ALTER TABLE runs ADD COLUMN share REAL;
    ALTER TABLE runs ADD COLUMN note TEXT;
    """
}

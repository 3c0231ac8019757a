extension StoreSchema {
  /// Version 2 calls an experiment an experiment: in version 1 it was a study, with a kind that nothing read.
  static let version2 = """
    ALTER TABLE studies DROP COLUMN kind;
    ALTER TABLE studies RENAME TO experiments;
    ALTER TABLE study_runs RENAME TO experiment_runs;
    ALTER TABLE experiment_runs RENAME COLUMN study TO experiment;
    DROP INDEX study_runs_run;
    CREATE UNIQUE INDEX experiment_runs_run ON experiment_runs (experiment, run);
    """
}

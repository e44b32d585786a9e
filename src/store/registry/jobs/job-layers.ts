/**
 * Tables of what is done after a change: events that are still to be told of, and jobs, each under a key of its own; and of how
 * much an account has done on a day.
 */
export const JOB_LAYERS = {
  zz_outbox: {
    description: 'Sự kiện chờ báo ra ngoài · Events that are still to be told of',
    columns: [
      // Number of the row of zz_event.
      'event INTEGER NOT NULL',
      'at DATETIME NOT NULL',
    ],
    indexes: ['INDEX zz_outbox_event ON zz_outbox(event)'],
    feed: false,
  },
  zz_job: {
    description: 'Việc chờ làm, mỗi khoá một việc · Jobs, one a key',
    columns: [
      'kind TEXT NOT NULL',
      'key TEXT NOT NULL',
      'owner TEXT NOT NULL',
      'payload TEXT NOT NULL',
      'state TEXT NOT NULL',
      'run_at DATETIME NOT NULL',
      'attempts INTEGER NOT NULL',
      'worker TEXT',
      'result TEXT',
      'created_at DATETIME NOT NULL',
      'ended_at DATETIME',
    ],
    indexes: [
      'UNIQUE INDEX zz_job_key ON zz_job(kind, key)',
      "INDEX zz_job_due ON zz_job(run_at) WHERE state = 'waiting'",
      'INDEX zz_job_owner ON zz_job(owner, state, fid)',
      'INDEX zz_job_ended ON zz_job(state, ended_at) WHERE ended_at IS NOT NULL',
    ],
    feed: false,
  },
  zz_daily_count: {
    description: 'Số việc mỗi tài khoản đã làm trong ngày · How much an account has done on a day',
    columns: ['account TEXT NOT NULL', 'what TEXT NOT NULL', 'day DATE NOT NULL', 'count INTEGER NOT NULL'],
    indexes: ['UNIQUE INDEX zz_daily_count_key ON zz_daily_count(account, what, day)'],
    feed: false,
  },
}

/**
 * An event and its outbox row are one transaction, whoever writes the event: an officer's change, an import, what is taken
 * up of other programs. By name, as the other triggers of a GeoPackage.
 */
export const OUTBOX_TRIGGER = [
  'zz_outbox_of_event',
  'AFTER INSERT ON zz_event BEGIN INSERT INTO zz_outbox(event, at) VALUES (NEW.fid, NEW.at); END',
] as const

/** The same in PostgreSQL. */
export const POSTGRES_JOBS = `
CREATE TABLE zz_outbox (fid bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, event bigint NOT NULL, at text NOT NULL);
CREATE INDEX zz_outbox_event ON zz_outbox(event);
CREATE TABLE zz_job (fid bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, kind text NOT NULL, key text NOT NULL,
  owner text NOT NULL, payload text NOT NULL, state text NOT NULL, run_at text NOT NULL, attempts integer NOT NULL,
  worker text, result text, created_at text NOT NULL, ended_at text, UNIQUE (kind, key));
CREATE INDEX zz_job_due ON zz_job(run_at) WHERE state = 'waiting';
CREATE INDEX zz_job_owner ON zz_job(owner, state, fid);
CREATE INDEX zz_job_ended ON zz_job(state, ended_at) WHERE ended_at IS NOT NULL;
CREATE TABLE zz_daily_count (fid bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, account text NOT NULL, what text NOT NULL,
  day text NOT NULL, count integer NOT NULL, UNIQUE (account, what, day));

CREATE FUNCTION zz_outbox_of_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO zz_outbox(event, at) VALUES (NEW.fid, NEW.at);
  RETURN NULL;
END $$;
CREATE TRIGGER zz_outbox_of_event AFTER INSERT ON zz_event FOR EACH ROW EXECUTE FUNCTION zz_outbox_of_event();
`

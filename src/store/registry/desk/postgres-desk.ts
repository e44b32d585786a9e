/**
 * 6 → 7: whoever keeps the findings writes how far they are, and nothing else of what the record says about itself: the codes' key
 * and the layout stand in the same table. The owner is above it.
 */
export const KEPT_FINDINGS = `
ALTER TABLE diachiso_info ENABLE ROW LEVEL SECURITY;
CREATE POLICY info_read ON diachiso_info FOR SELECT USING (true);
CREATE POLICY info_findings_add ON diachiso_info FOR INSERT WITH CHECK (key = 'findings_kept');
CREATE POLICY info_findings_change ON diachiso_info FOR UPDATE USING (key = 'findings_kept') WITH CHECK (key = 'findings_kept');
`

/** 7 → 8: what waits is counted through an index whose entries of one key PostgreSQL keeps together: 92 pages for 100,000, not 1,548. */
export const FINDING_COUNTS = 'CREATE INDEX zz_finding_count ON zz_finding(state, kind, commune_code);'

/** 8 → 9: what waits for a verifier, of each commune in the order of rows. */
export const CREATED_ADDRESSES =
  "CREATE INDEX address_created ON address(commune_code, fid) WHERE status = 'created';"

/** The tables behind the officers' desk in PostgreSQL, as `desk-layers.ts` has them in the GeoPackage. */
export function deskLayout(): string {
  // Ids are ordered by characters, as SQLite does: a queue goes on behind the last one shown.
  return `
CREATE TABLE zz_finding (fid bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, id text COLLATE "C" NOT NULL,
  kind text NOT NULL, commune_code text COLLATE "C" NOT NULL, hamlet text, rule text NOT NULL, severity text NOT NULL,
  path text NOT NULL, subject text NOT NULL, other text, neighbours integer NOT NULL, revision integer NOT NULL, lon double precision,
  lat double precision, message_vi text NOT NULL, message_en text NOT NULL, repair text, values_hash text NOT NULL,
  state text NOT NULL, at text COLLATE "C" NOT NULL, UNIQUE (id, commune_code));
CREATE INDEX zz_finding_queue ON zz_finding(commune_code, state, kind, at, id);
CREATE INDEX zz_finding_hamlet ON zz_finding(hamlet, state, kind, at, id) WHERE hamlet IS NOT NULL;
CREATE INDEX zz_finding_everywhere ON zz_finding(state, kind, at, id, commune_code);
CREATE INDEX zz_finding_subject ON zz_finding(subject);
CREATE INDEX zz_finding_other ON zz_finding(other) WHERE other IS NOT NULL;
CREATE TABLE zz_expected (fid bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, commune_code text NOT NULL, hamlet text,
  class integer NOT NULL, count integer, source text NOT NULL, date text NOT NULL, account text NOT NULL, person text NOT NULL,
  office text NOT NULL, at text NOT NULL);
CREATE INDEX zz_expected_commune ON zz_expected(commune_code);
CREATE INDEX address_commune ON address(commune_code, fid);
`
}

import { ownersTriggers } from '../engines/postgres-unit-tables.ts'
import { LAYER_COLUMNS } from './component-layers.ts'

/** Hamlets and streets in PostgreSQL by the names and columns of the GeoPackage, and the hamlet of an address: a step of the layout. */
export function componentLayout(): string {
  const layer = (kind: keyof typeof LAYER_COLUMNS, geometry: string) => `
CREATE TABLE ${kind} (fid bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, geom geometry(${geometry}, 4326), uid text UNIQUE,
  ${Object.values(LAYER_COLUMNS[kind])
    .map((column) => `${column} text${column === 'name' ? ' NOT NULL' : ''}`)
    .join(', ')}, source text);
CREATE INDEX ${kind}_name ON ${kind}(name);
CREATE INDEX ${kind}_geom ON ${kind} USING gist (geom);
CREATE TRIGGER touched_${kind} AFTER INSERT OR UPDATE OR DELETE ON ${kind} FOR EACH ROW EXECUTE FUNCTION component_touched();
CREATE TRIGGER uid_${kind} BEFORE INSERT ON ${kind} FOR EACH ROW WHEN (NEW.uid IS NULL) EXECUTE FUNCTION component_uid();`
  return `
CREATE TABLE zz_component_version (fid bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, kind text NOT NULL, uid text NOT NULL,
  revision integer NOT NULL, status text NOT NULL, name text NOT NULL, type text, commune_code text, former_commune_code text,
  district_code text, accuracy text, successor text, lon double precision, lat double precision, shape text,
  valid_from text NOT NULL, recorded_at text NOT NULL, event bigint NOT NULL, UNIQUE (uid, revision));
CREATE INDEX zz_component_version_event ON zz_component_version(event);
CREATE INDEX zz_component_version_commune ON zz_component_version(commune_code, kind);
CREATE TABLE zz_component_touched (fid bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, kind text NOT NULL, uid text NOT NULL,
  UNIQUE (uid, kind));
CREATE FUNCTION component_touched() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO zz_component_touched(kind, uid)
  SELECT DISTINCT TG_TABLE_NAME, uid FROM (VALUES (OLD.uid), (NEW.uid)) AS of_row(uid) WHERE uid IS NOT NULL
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
CREATE FUNCTION component_uid() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN NEW.uid := gen_random_uuid(); RETURN NEW; END $$;
${ownersTriggers(['component_touched', 'component_uid'])}
${layer('hamlet', 'Point')}
CREATE INDEX hamlet_commune ON hamlet(commune_code);
${layer('street', 'MultiLineString')}
CREATE INDEX address_hamlet ON address(hamlet_uid) WHERE hamlet_uid IS NOT NULL;
`
}

import { ADDRESS_COLUMNS } from '../../layout/layers.ts'
import { VERSION_COLUMNS } from '../registry-layers.ts'
import { SUPPLEMENT_LAYERS } from '../supplements/supplement-layers.ts'
import { ownersTriggers } from './postgres-unit-tables.ts'

/** What an address has beside its columns, and its attributes; the triggers of `address` with the columns of today. */
export function supplementsLayout(): string {
  return `
ALTER TABLE address ADD COLUMN attributes text, ADD COLUMN supplements text;
ALTER TABLE address_history ADD COLUMN attributes text, ADD COLUMN supplements text;
${Object.entries(SUPPLEMENT_LAYERS)
  .map(([table, { columns, indexes }]) => tableSql(table, columns, indexes))
  .join('\n')}
${addressFunctions()}`
}

/**
 * The functions that keep history and tell edits from outside, over the columns of today, for a step that makes the table or
 * adds a column to it. PostgreSQL looks for the columns when a function first runs, which is after the last step.
 */
export function addressFunctions(): string {
  const columns = [...ADDRESS_COLUMNS, ...VERSION_COLUMNS]
  const of = (row: string, names: readonly string[]) => names.map((name) => `${row}.${name}`).join(', ')
  const content = ['geom', ...ADDRESS_COLUMNS, 'supplements']
  const unchanged = `(${of('NEW', content)}) IS NOT DISTINCT FROM (${of('OLD', content)})`
  return `
-- A change that names no event of its own is one from outside: what was certified is no longer.
CREATE OR REPLACE FUNCTION address_outside() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF ${unchanged} THEN RETURN NEW; END IF;
    IF NEW.event IS DISTINCT FROM OLD.event AND EXISTS (SELECT 1 FROM zz_event WHERE fid = NEW.event) THEN
      RETURN NEW;
    END IF;
  ELSIF EXISTS (SELECT 1 FROM zz_event WHERE fid = NEW.event) THEN RETURN NEW;
  END IF;
  NEW.valid_from := NULL; NEW.event := NULL; NEW.salt := NULL; NEW.redacted := NULL;
  IF NEW.status IN ('verified', 'official') THEN NEW.status := 'created'; END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION address_history() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND ${unchanged} AND (NEW.event IS NOT NULL OR OLD.event IS NULL) THEN RETURN NULL; END IF;
  INSERT INTO address_history(${columns.join(', ')}, point, recorded_until, operation)
  VALUES (${of('OLD', columns)}, OLD.geom, now_text(), lower(TG_OP));
  IF TG_OP = 'DELETE' AND OLD.supplements IS NOT NULL THEN
${Object.keys(SUPPLEMENT_LAYERS)
  .map(
    (table) => `    UPDATE ${table} SET until = OLD.revision + 1 WHERE address = OLD.uid AND until IS NULL;`,
  )
  .join('\n')}
  END IF;
  RETURN NULL;
END $$;
${ownersTriggers(['address_outside', 'address_history'])}`
}

const TYPES: Readonly<Record<string, string>> = { BLOB: 'bytea', DOUBLE: 'double precision', DATE: 'text' }

/** The table of a layer, by the declarations of the GeoPackage. */
function tableSql(table: string, columns: readonly string[], indexes: readonly string[]): string {
  const declared = columns.map((column) =>
    column.replace(/\b(?:BLOB|DOUBLE|DATE)\b/, (type) => TYPES[type] as string),
  )
  return `CREATE TABLE ${table} (fid bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, ${declared.join(', ')});
${indexes.map((index) => `CREATE ${index};`).join('\n')}`
}

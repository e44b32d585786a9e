/**
 * 2 → 3: the tables that tell of units beside `unit` itself, and triggers that run with the owner's rights: whoever may write
 * addresses, ours or QGIS, needs no right to write versions, identifiers or the feed, and can neither forge nor remove any.
 */
export const UNIT_TABLES = `
CREATE TABLE unit_change (fid bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, date text NOT NULL, kind text NOT NULL,
  level text NOT NULL, from_code text NOT NULL, to_code text NOT NULL, extent text NOT NULL, basis text NOT NULL, article text,
  UNIQUE (date, level, from_code, to_code));
CREATE TABLE postcode (fid bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, postcode text NOT NULL, commune_code text NOT NULL,
  valid_from text NOT NULL, valid_to text, basis text, UNIQUE (postcode, commune_code, valid_from));

${ownersTriggers(['address_outside', 'address_history', 'address_identifier', 'feed_address', 'zz_outbox_of_event'])}`

/** Lets functions of triggers run with the owner's rights; a step that makes one anew takes them away. */
export function ownersTriggers(functions: readonly string[]): string {
  return `
-- Their names are looked for here alone: nobody may put a table of his own before them.
DO $$
DECLARE
  path text := format('%I, %s, pg_temp', current_schema(),
    (SELECT extnamespace::regnamespace FROM pg_extension WHERE extname = 'postgis'));
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY[${functions.map((name) => `'${name}'`).join(', ')}] LOOP
    EXECUTE format('ALTER FUNCTION %I() SECURITY DEFINER SET search_path = %s', name, path);
  END LOOP;
END $$;
`
}

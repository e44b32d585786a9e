import { join } from 'node:path'
import pg from 'pg'
import t from 'tap'
import { packageRoot } from '../../../src/config.ts'
import { FindingsKeeper } from '../../../src/registry/desk/findings-keeper.ts'
import type { UnitDraft } from '../../../src/registry/supplements/supplement-drafts.ts'
import { verifyHistory } from '../../../src/registry/verify-history.ts'
import { migratePostgresPeople, openPostgresPeople } from '../../../src/store/people/postgres-people.ts'
import { migratePostgres } from '../../../src/store/registry/engines/migrate-postgres.ts'
import { openPostgresEngine } from '../../../src/store/registry/engines/postgres-engine.ts'
import { loadPostgresFacts } from '../../../src/store/registry/engines/postgres-facts.ts'
import {
  grantRoles,
  PEOPLE_ROLE,
  RECORD_GRANTS,
  RECORD_ROLE,
} from '../../../src/store/registry/engines/postgres-roles.ts'
import { RegistryStore } from '../../../src/store/registry/registry-store.ts'
import { readShippedFacts } from '../../../src/units/shipped-facts.ts'
import { bruteFindings } from '../../support/brute-findings.ts'
import { databaseIn, noPostgres, ownServer } from '../../support/postgres-server.ts'
import { actor, collector, draft, officer, verifier } from '../../support/registry-actors.ts'
import { made, rulesOver } from '../../support/registry-engines.ts'

const other = actor('khác', ['verifier'])
const FLAT: UnitDraft = { designation: '101', floor: '1', kind: 'flat', state: 'current' }
const SEEN = { method: 'thực địa', date: '2026-02-03' }

t.test('Roles of PostgreSQL', { skip: noPostgres }, async (t) => {
  // Roles are those of a whole server: another test makes them too.
  const url = await databaseIn(await ownServer())
  const as = (user: string) => url.replace('postgres://postgres@', `postgres://${user}@`)
  await migratePostgres(url)
  await migratePostgresPeople(url)
  await loadPostgresFacts(url, readShippedFacts(join(packageRoot(), 'data')))
  const urls = { recordUrl: url, peopleUrl: url }
  t.same(await grantRoles(urls, false), [], 'roles that are not there are granted nothing')
  t.same(await grantRoles(urls, true), [RECORD_ROLE, PEOPLE_ROLE])
  t.same(await grantRoles(urls, false), [RECORD_ROLE, PEOPLE_ROLE], 'again, after each migration')

  const owner = await connected(url)
  await owner.query(`CREATE ROLE desk LOGIN IN ROLE ${RECORD_ROLE}; CREATE ROLE people_desk LOGIN IN ROLE ${PEOPLE_ROLE};
    CREATE ROLE qgis LOGIN; GRANT SELECT, INSERT, UPDATE, DELETE ON address TO qgis; CREATE ROLE stranger LOGIN`)
  t.teardown(() => owner.end())

  async function connected(to: string): Promise<pg.Client> {
    const client = new pg.Client({ connectionString: to })
    await client.connect()
    return client
  }

  t.test('every table of the record says what its role may do with it', async (t) => {
    const { rows } = await owner.query(
      "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> 'spatial_ref_sys'",
    )
    t.same(rows.map(({ relname }) => relname).sort(), Object.keys(RECORD_GRANTS).sort())
  })

  t.test('are enough for all that the registry does', async (t) => {
    const people = await openPostgresPeople(as('people_desk'), t.fail)
    const store = new RegistryStore(openPostgresEngine(as('desk'), t.fail))
    const { registry, proposals, acceptance, supplements } = rulesOver(store, people)
    const declared = await proposals.declare(undefined, draft({ house_number: '1' }))
    const request = { key: 'k', request: 'r' }
    const { version } = await made(acceptance.accept(officer, declared.proposal, { request }))
    const { uid } = version
    await made(registry.transition(verifier, uid, 1, 'verified', SEEN))
    const correction = await registry.change(officer, uid, 2, { house_number: '1A' }, { reason: 'nhầm' })
    if (!('proposal' in correction)) throw new Error('not proposed')
    await made(acceptance.accept(other, correction.proposal))
    const parts = [draft({ house_number: '2A' }), draft({ house_number: '2B' })]
    const whole = await made(registry.create(collector, draft({ house_number: '2' }), { request }))
    await made(registry.split(officer, { uid: whole.version.uid, revision: 1 }, { parts, reason: 'tách' }))
    const place = { scheme: 'place', value: 'AB12CD' }
    await made(registry.attachIdentifier(officer, { uid, revision: 3 }, place))
    await made(
      registry.undo(officer, (await made(registry.create(officer, draft()))).event, { reason: 'nhầm' }),
    )
    const tower = (await made(registry.create(officer, draft({ house_number: '3' })))).version.uid
    await made(supplements.change(officer, { uid: tower, revision: 1 }, { units: { add: [FLAT] } }))
    const [unit] = (await store.read((tx) => tx.supplements.present(tower))).units
    await made(
      supplements.change(
        officer,
        { uid: tower, revision: 2 },
        { units: { change: [{ id: unit?.uid ?? '', floor: '2' }] } },
      ),
    )
    await store.write(async (tx) => {
      const finding = { key: 'x', subject: uid, rule: 'same-place', values_hash: 'x', at: '2026-02-03' }
      t.ok(
        await tx.acceptedFindings.accept({ ...finding, account: 'a', person: 'p', office: 'o', reason: 'r' }),
      )
      t.ok(await tx.acceptedFindings.withdraw('x'))
    })
    await owner.query(
      "UPDATE address SET street = 'Khác' WHERE status = 'verified'; DELETE FROM address WHERE status = 'retired'",
    )
    t.ok((await registry.settleOutside()) > 2, 'what others wrote is settled')
    await proposals.deleteEnded()
    await new FindingsKeeper({ store, ...bruteFindings(store) }).finish()
    const { rows: found } = await owner.query('SELECT DISTINCT rule FROM zz_finding')
    t.ok(found.length > 0, 'findings are kept')
    t.same((await verifyHistory(store)).breaks, [])
    await store.close()
    await people.close()
  })

  /** who, what, and whether the server lets him */
  const TRIED: [who: string, sql: string, may: boolean][] = [
    ['desk', 'SELECT count(*) FROM address_history', true],
    ['desk', 'SELECT * FROM people.proposal', false],
    ['desk', 'SELECT * FROM people.info', false],
    ['desk', 'DELETE FROM address', false],
    ['desk', 'TRUNCATE address', false],
    ['desk', 'DELETE FROM zz_event', false],
    ['desk', "UPDATE zz_event SET action = 'created'", false],
    ['desk', "UPDATE zz_event SET hash = ''", false],
    ['desk', "UPDATE zz_event SET person = 'x'", false],
    ['desk', 'UPDATE zz_event SET reason = NULL, salt = NULL WHERE false', true],
    ['desk', 'DELETE FROM zz_chain', false],
    ['desk', 'DELETE FROM address_history', false],
    [
      'desk',
      "INSERT INTO address_history(uid, commune_code, recorded_until, operation) VALUES ('x', 'x', 'x', 'update')",
      false,
    ],
    ['desk', "UPDATE address_history SET status = 'official'", false],
    ['desk', "UPDATE address_history SET recorded_until = ''", false],
    ['desk', 'UPDATE address_history SET raw_text = NULL, redacted = NULL WHERE false', true],
    ['desk', 'DELETE FROM identifier', false],
    [
      'desk',
      "INSERT INTO change_feed(fid, layer, operation, token) VALUES (0, 'address', 'bulk', '')",
      false,
    ],
    ['desk', 'DELETE FROM change_feed', false],
    ['desk', "INSERT INTO diachiso_info(key, value) VALUES ('other', 'x')", false],
    [
      'desk',
      "INSERT INTO diachiso_info(key, value) VALUES ('code_key', 'x') ON CONFLICT (key) DO UPDATE SET value = 'x'",
      false,
    ],
    ['desk', "UPDATE diachiso_info SET key = 'findings_kept'", false],
    ['desk', 'DELETE FROM diachiso_info', false],
    ['desk', "UPDATE unit SET code = 'x'", false],
    ['desk', 'ALTER TABLE address DISABLE TRIGGER USER', false],
    ['desk', 'DROP TABLE zz_event', false],
    ['desk', 'CREATE TABLE mine (a integer)', false],
    ['desk', "SET session_replication_role = 'replica'", false],
    ['people_desk', 'SELECT count(*) FROM people.proposal', true],
    ['people_desk', 'SELECT * FROM address', false],
    ['people_desk', 'SELECT * FROM zz_event', false],
    ['people_desk', 'SELECT * FROM diachiso_info', false],
    ['people_desk', "SELECT nextval('code_number')", false],
    ['people_desk', "UPDATE people.info SET value = '0'", false],
    ['people_desk', 'DROP TABLE people.proposal', false],
    ['qgis', 'SELECT count(*) FROM address', true],
    ['qgis', 'SELECT * FROM zz_event', false],
    ['qgis', 'SELECT * FROM address_history', false],
    ['qgis', 'SELECT * FROM people.proposal', false],
    ['stranger', 'SELECT * FROM address', false],
    ['stranger', 'SELECT * FROM people.proposal', false],
  ]
  for (const [who, sql, may] of TRIED)
    t.test(`${who} ${may ? 'may' : 'may not'}: ${sql}`, async (t) => {
      const client = await connected(as(who))
      const outcome = await client.query(sql).then(
        () => 'done',
        (error: { code?: string }) => error.code,
      )
      t.equal(outcome, may ? 'done' : '42501')
      await client.end()
    })

  t.test('of what the record says of itself the desk writes how far findings are kept alone', async (t) => {
    const client = await connected(as('desk'))
    const { rowCount } = await client.query("UPDATE diachiso_info SET value = 'x'")
    t.equal(rowCount, 1)
    const { rows } = await owner.query("SELECT key FROM diachiso_info WHERE value = 'x'")
    t.same(rows, [{ key: 'findings_kept' }])
    await client.end()
  })

  t.test('an editor writes addresses alone, and its traces are the triggers’', async (t) => {
    const qgis = await connected(as('qgis'))
    // Tables of its own in the place of the record's catch nothing.
    await qgis.query(`CREATE TEMPORARY TABLE change_feed (fid bigint, layer text, "row" bigint, operation text, old_geom text, token text);
      CREATE TEMPORARY TABLE zz_event (fid bigint); INSERT INTO zz_event VALUES (7777)`)
    await qgis.query(
      `INSERT INTO address(uid, commune_code, code, status, event, geom)
       VALUES ('drawn', '27694', 'L0000000000', 'official', 7777, ST_SetSRID(ST_MakePoint(106.41, 10.53), 4326))`,
    )
    await qgis.query("UPDATE address SET house_number = '7' WHERE uid = 'drawn'")
    await qgis.query("DELETE FROM address WHERE uid = 'drawn'")
    const { rows } = await owner.query(
      `SELECT (SELECT string_agg(status || ' ' || operation, ', ' ORDER BY fid) FROM address_history WHERE uid = 'drawn') AS versions,
         (SELECT status FROM identifier WHERE uid = 'drawn') AS code,
         (SELECT string_agg(operation, ', ' ORDER BY fid) FROM (SELECT * FROM change_feed ORDER BY fid DESC LIMIT 3) last) AS feed`,
    )
    t.same(rows, [
      { versions: 'created update, created delete', code: 'retired', feed: 'insert, update, delete' },
    ])
    const { rowCount } = await qgis.query('DELETE FROM address WHERE supplements IS NOT NULL')
    t.equal(rowCount, 1)
    const { rows: units } = await owner.query('SELECT since, until FROM zz_unit ORDER BY fid')
    t.match(units, [
      { since: 2, until: 3 },
      { since: 3, until: 4 },
    ])
    await qgis.end()
  })
})

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import t from 'tap'
import { ANY_UNSETTLED, COUNT_HIDDEN } from '../../src/store/record/addresses.ts'
import { RecordStore } from '../../src/store/record-store.ts'

const folder = mkdtempSync(join(tmpdir(), 'diachiso-unsettled-'))
t.teardown(() => rmSync(folder, { recursive: true, force: true }))

t.test('looking for edits of other programs reads the indexes of such edits alone', async (t) => {
  RecordStore.open(folder, { create: true }).close()
  const db = new Database(join(folder, 'registry.gpkg'), { readonly: true })
  t.teardown(() => db.close())
  const plan = db.prepare<[], { detail: string }>(`EXPLAIN QUERY PLAN ${ANY_UNSETTLED}`).all()
  const reads = plan.map(({ detail }) => detail).filter((detail) => /\baddress/.test(detail))
  t.same(reads, [
    'SCAN address USING INDEX address_unsettled',
    'SCAN address_history USING INDEX address_history_eventless',
    'SCAN address_history USING INDEX address_history_unsettled',
  ])
})

t.test('counting what nobody is told of reads an index of these alone', async (t) => {
  const db = RecordStore.open(mkdtempSync(join(folder, 'hidden-')), { create: true })
  t.teardown(() => db.close())
  const plan = db.db.prepare<[], { detail: string }>(`EXPLAIN QUERY PLAN ${COUNT_HIDDEN}`).all()
  t.same(
    plan.map(({ detail }) => detail),
    ['SCAN address USING COVERING INDEX address_hidden'],
  )
})

import { type Kysely, sql } from 'kysely'
import { StoreError } from '../errors.ts'
import { addAccounts } from './accounts/account-layout.ts'
import { addWebhooks } from './add-webhooks.ts'
import { addAudit } from './audit/audit-layout.ts'
import { addBatches, addOpenSamples } from './batches/batch-layout.ts'
import { addLayerBatches } from './batches/layer-batch-layout.ts'
import { addCertificates } from './certificates/certificate-layout.ts'
import { addContactState, addContacts } from './contacts/contact-layout.ts'
import { addDeskLayout, addQueueCounts } from './desk/desk-layout.ts'
import { addDoors, addObjections } from './doors/door-layout.ts'
import { addIssuing, addOpenApprovals } from './issuing/issuing-layout.ts'
import { addLogin } from './login/login-layout.ts'
import type { PeopleTables } from './people-tables.ts'
import { addPersonRequests } from './requests/person-request-layout.ts'
import { addSealing } from './sealing/sealing-layout.ts'

/** Steps that lead to today's layout, each taken once; they run on both engines. */
const STEPS: readonly ((db: Kysely<PeopleTables>) => Promise<void>)[] = [
  addProposals,
  addWebhooks,
  addBatches,
  addDeskLayout,
  addAccounts,
  addAudit,
  addSealing,
  addContacts,
  addPersonRequests,
  addDoors,
  addIssuing,
  addLogin,
  addContactState,
  addOpenApprovals,
  addLayerBatches,
  addQueueCounts,
  addCertificates,
  addObjections,
  addOpenSamples,
]

/** Layout of this version. */
export const PEOPLE_LAYOUT = STEPS.length

/**
 * Leads the tables to today's layout, all steps in one transaction; where there are none they are made.
 *
 * @param target layout to lead to; a test stops before
 */
export async function migrateLayout(
  db: Kysely<PeopleTables>,
  where: string,
  target = PEOPLE_LAYOUT,
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await tx.schema
      .createTable('info')
      .ifNotExists()
      .addColumn('key', 'text', (column) => column.primaryKey())
      .addColumn('value', 'text', (column) => column.notNull())
      .execute()
    const from = await layoutOf(tx, where)
    for (let step = from; step < target; step++) await STEPS[step]?.(tx)
    if (from < target)
      await tx
        .insertInto('info')
        .values({ key: 'layout', value: String(target) })
        .onConflict((conflict) => conflict.column('key').doUpdateSet({ value: String(target) }))
        .execute()
  })
}

/** Layout that the tables have; 0 where there are none. Throws {@link StoreError} `newer-schema`. */
export async function layoutOf(db: Kysely<PeopleTables>, where: string): Promise<number> {
  const row = await db.selectFrom('info').select('value').where('key', '=', 'layout').executeTakeFirst()
  const layout = Number(row?.value ?? 0)
  if (layout > PEOPLE_LAYOUT)
    throw new StoreError(
      'newer-schema',
      `${where} theo lược đồ ${layout}, mới hơn phiên bản này: hãy cài diachiso mới hơn. · ` +
        `${where} has layout ${layout}, this version knows up to ${PEOPLE_LAYOUT}: install a newer diachiso.`,
    )
  return layout
}

/** 0 → 1: proposals, and what keeps a record that was put back from issuing codes again or losing events unseen. */
async function addProposals(db: Kysely<PeopleTables>): Promise<void> {
  await db.schema
    .createTable('proposal')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('subject', 'text')
    .addColumn('base_revision', 'integer')
    .addColumn('commune_code', 'text', (column) => column.notNull())
    .addColumn('hamlet', 'text')
    .addColumn('changes', 'text', (column) => column.notNull())
    .addColumn('lon', 'double precision')
    .addColumn('lat', 'double precision')
    .addColumn('text', 'text')
    .addColumn('reason', 'text')
    .addColumn('account', 'text')
    .addColumn('person', 'text')
    .addColumn('office', 'text')
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('event', 'text')
    .addColumn('settled_account', 'text')
    .addColumn('settled_person', 'text')
    .addColumn('settled_office', 'text')
    .addColumn('settle_reason', 'text')
    .addColumn('settle_text', 'text')
    .addColumn('created_at', 'text', (column) => column.notNull())
    .addColumn('ended_at', 'text')
    .execute()
  // A queue is walked through by area, state and kind, oldest first.
  await db.schema
    .createIndex('proposal_queue')
    .on('proposal')
    .columns(['commune_code', 'state', 'kind', 'created_at', 'id'])
    .execute()
  await db.schema.createIndex('proposal_subject').on('proposal').columns(['subject']).execute()
  await db.schema
    .createIndex('proposal_settling')
    .on('proposal')
    .columns(['id'])
    .where(sql.ref('state'), '=', sql.lit('settling'))
    .execute()
  await db.schema
    .createIndex('proposal_ended')
    .on('proposal')
    .columns(['ended_at'])
    .where(sql.ref('ended_at'), 'is not', null)
    .execute()
  await db.schema
    .createTable('code_bound')
    .addColumn('code_key', 'text', (column) => column.primaryKey())
    .addColumn('bound', 'integer', (column) => column.notNull())
    .execute()
  await db.schema
    .createTable('chain_head')
    .addColumn('chain', 'text', (column) => column.primaryKey())
    .addColumn('number', 'integer', (column) => column.notNull())
    .addColumn('hash', 'text', (column) => column.notNull())
    .addColumn('at', 'text', (column) => column.notNull())
    .addColumn('mac', 'text')
    .execute()
  await db.schema
    .createTable('request')
    .addColumn('account', 'text', (column) => column.notNull())
    .addColumn('key', 'text', (column) => column.notNull())
    .addColumn('request', 'text', (column) => column.notNull())
    .addColumn('subject', 'text', (column) => column.notNull())
    .addColumn('at', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('request_key', ['account', 'key'])
    .execute()
  await db.schema.createIndex('request_at').on('request').columns(['at']).execute()
}

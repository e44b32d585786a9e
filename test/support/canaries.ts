import { encodePoint } from '../../src/geo/geopackage-geometry.ts'
import { ADDRESS_COLUMNS } from '../../src/store/layout/layers.ts'
import { NOBODY } from '../../src/store/people/contacts/contact-tables.ts'
import type { PeopleStore } from '../../src/store/people/people-store.ts'
import type { RecordStore } from '../../src/store/record-store.ts'
import { addressRow } from './tile-record.ts'

/** A value that speaks of a person, planted in one column of one address. */
export interface Canary {
  uid: string
  column: string
  /** What must come out nowhere: a word that stands nowhere else, or the digits of a phone. */
  secrets: readonly string[]
  value: string
}

/** Where the canaries stand: in the middle of Phường Long An. */
export const LON = 106.4113
export const LAT = 10.536
/** The street of the canaries. */
export const STREET = 'Hoàng Yến Vàng'
/** Columns of text: all but the id, by which an address is asked for, and the class, which says whose it is. */
const COLUMNS = ADDRESS_COLUMNS.filter((column) => column !== 'uid' && column !== 'class')
/** Where a title and a name are somebody's in a home, also without a phone. */
const NAMED = ['name', 'house_number', 'raw_text', 'source']

let planted = 0

/**
 * Plants names and phones in every column of a home and of a shop, as another program could, and in earlier versions
 * of them; also of an address that is deleted and of one that is reserved.
 */
export function plantCanaries(record: RecordStore): Canary[] {
  const canaries: Canary[] = []
  const plant = (objectClass: number, column: string, contact: boolean, more: object = {}) => {
    const n = ++planted
    const word = `Kymqana${String.fromCharCode(97 + (n % 26), 97 + Math.floor(n / 26))}`
    const phone = `09${String(10_000_000 + n * 7919).padStart(8, '0')}`
    const written = [
      phone,
      `${phone.slice(0, 4)} ${phone.slice(4, 7)} ${phone.slice(7)}`,
      `k${n}@xzqmail.vn`,
    ][n % 3]!
    const value = contact ? `Nhà bà ${word} ${written}` : `Nhà bà ${word}`
    const row = addressRow(LON + n * 2e-5, LAT, {
      class: objectClass,
      house_number: '7',
      street: STREET,
      ...more,
    })
    record.addresses.insert(row)
    // Once more, so that the history holds it whatever the column holds later.
    record.db.prepare(`UPDATE address SET ${column} = ? WHERE uid = ?`).run(value, row.uid)
    record.db
      .prepare('UPDATE address SET geom = ? WHERE uid = ?')
      .run(encodePoint(LON + n * 2e-5, LAT + 1e-4), row.uid)
    canaries.push({
      uid: row.uid,
      column,
      value,
      secrets: contact ? [...new Set([word, written, phone])] : [word],
    })
    return row.uid
  }
  for (const objectClass of [1, 3]) for (const column of COLUMNS) plant(objectClass, column, true)
  for (const column of NAMED) plant(1, column, false)
  for (const column of ['name', 'raw_text']) {
    record.db.prepare('DELETE FROM address WHERE uid = ?').run(plant(1, column, true))
    plant(1, column, true, { status: 'reserved' })
    const uid = plant(3, column, true)
    record.db.prepare(`UPDATE address SET ${column} = NULL WHERE uid = ?`).run(uid)
  }
  // In what addresses have beside their columns, as another program could write it.
  for (const objectClass of [1, 3])
    for (const [table, column, more] of [
      ['zz_name', 'name', { kind: 'former', language: 'vi' }],
      ['zz_name', 'kind', { name: 'Chợ', language: 'vi' }],
      ['zz_unit', 'designation', { kind: 'flat', state: 'current' }],
      ['zz_unit', 'floor', { designation: '5.03', kind: 'flat', state: 'current' }],
      ['zz_position', 'method', { type: 'gate', lon: LON, lat: LAT }],
    ] as const) {
      const uid = plant(objectClass, 'source', true)
      const { value } = canaries.at(-1) as Canary
      const row: Record<string, unknown> = {
        uid: `held-${uid}`,
        address: uid,
        since: 1,
        ...more,
        [column]: value,
      }
      const names = Object.keys(row)
      record.db
        .prepare(
          `INSERT INTO ${table}(${names.join(', ')}) VALUES (${names.map((name) => `@${name}`).join(', ')})`,
        )
        .run(row)
      record.db.prepare("UPDATE address SET supplements = 'x' WHERE uid = ?").run(uid)
    }
  const [first] = canaries
  const word = 'Kymqanazz'
  record.addresses.addIdentifier('foreign', `CCCD 079123456789 ${word}`, first!.uid)
  canaries.push({ uid: first!.uid, column: 'identifier', value: word, secrets: [word, '079123456789'] })
  return canaries
}

/** Plants a name and a phone in everything that is kept beside the record about people; what must come out nowhere. */
export async function plantPeople(people: PeopleStore, uid: string): Promise<string[]> {
  const secrets: string[] = []
  const said = () => {
    const n = ++planted
    const word = `Kymqanq${String.fromCharCode(97 + (n % 26), 97 + Math.floor(n / 26))}`
    const phone = `09${String(20_000_000 + n * 7919)}`
    secrets.push(word, phone)
    return `bà ${word} ${phone}`
  }
  const by = { account: 'a', person: 'p', office: 'o' }
  const at = '2026-01-01T00:00:00.000Z'
  await people.write(async (tx) => {
    await tx.contacts.add({
      ...{ id: 'canary', address: uid, role: 'owner', state: 'written', ...by, written_at: at, consents: [] },
      content: JSON.stringify({ name: said(), channels: [{ kind: 'post', value: said() }] }),
    })
    await tx.contacts.add({
      ...{ id: 'canary-declared', address: 'canary', role: 'user', state: 'unproven', written_at: at },
      ...{ account: NOBODY, person: NOBODY, office: NOBODY, consents: [] },
      content: JSON.stringify({ name: said(), channels: [{ kind: 'phone', value: said() }] }),
    })
    await tx.looks.add({
      ...{
        id: 'canary',
        address: uid,
        ...by,
        day: '2026-01-01',
        at,
        kind: 'reason',
        item: null,
        approval: null,
      },
      reason: said(),
    })
    await tx.personRequests.add({
      ...{ id: 'canary', kind: 'delete', address: uid, commune_code: '27694', hamlet: null, third_party: 0 },
      ...{
        state: 'fulfilled',
        created_at: at,
        reply_due: at,
        fulfil_due: at,
        replied_at: at,
        fulfilled_at: at,
      },
      ...{ extended_at: at, outcome: 'done', event: null, account: null, settled_account: null },
      ...{ content: said(), reply: said(), extension: said(), result: said() },
    })
    for (const [id, subject] of [
      ['canary', null],
      ['canary-about', uid],
    ] as const)
      await tx.proposals.add({
        ...{ id, kind: 'declaration', subject, base_revision: null, commune_code: '27694', hamlet: null },
        ...{ lon: LON, lat: LAT, account: null, person: null, office: null, state: 'open', event: null },
        ...{ settled_account: null, settled_person: null, settled_office: null, settle_reason: null },
        ...{ created_at: at, ended_at: null, text: said(), reason: said(), settle_text: said() },
        changes: JSON.stringify({ act: 'declare', draft: { raw_text: said(), name: said() } }),
      })
    const holder = { id: 'canary', identity: null, name: said(), mail: `${said().split(' ')[1]}@post.vn` }
    await tx.roster.addPersonUnlessKnown({ ...holder, created_at: at })
    const secret = said()
    await tx.webhooks.add({
      ...{ id: 'canary', url: 'https://receiver.example/', communes: null, actions: null, state: 'active' },
      ...{ ...by, created_at: at, secret },
    })
    await tx.batches.add({
      ...{ id: 'canary', name: 'f.csv', file: null, state: 'ready', dry_run: 0, actor: '{}', report: null },
      ...{ ...by, round: null, round_kind: null, created_at: at, expires_at: '2099-01-01' },
    })
    await tx.batches.addRows([
      {
        ...{
          batch: 'canary',
          line: 1,
          uid,
          plan: 'change',
          commune_code: '27694',
          hamlet: null,
          office: null,
        },
        ...{ warnings: null, outcome: null, round: null, proposal: null },
        ...{ content: JSON.stringify({ draft: { raw_text: said() } }), findings: JSON.stringify([said()]) },
        proposed: JSON.stringify([said()]),
      },
    ])
  })
  return secrets
}

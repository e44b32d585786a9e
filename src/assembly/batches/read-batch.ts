import { type ReadAddress, statedColumns } from '../../importing/kinds/addresses/address-reader.ts'
import { readAddresses, type StatedRow } from '../../importing/kinds/addresses/check-addresses.ts'
import type { PlaceFinders } from '../../importing/reading/place-finders.ts'
import {
  BATCH_COLUMNS,
  type BatchColumn,
  type BatchContent,
  type BatchDraft,
} from '../../registry/batches/batch-content.ts'
import { batchFinding } from '../../registry/batches/batch-findings.ts'
import { withoutAccepted } from '../../registry/findings/accepted.ts'
import type { FieldProfiles } from '../../registry/profiles/field-profiles.ts'
import type { Finding } from '../../registry/refusal.ts'
import { AddressNeighbours } from '../../store/reading/address-neighbours.ts'
import type { RegistryStore } from '../../store/registry/registry-store.ts'
import type { CheckedRecord } from '../checking/checked-record.ts'
import { addressPort, neighbourOf } from '../checking/checking-ports.ts'
import { rowFindings, type TakenRow } from '../checking/row-findings.ts'
import { type Ambiguous, naturalMatch } from './natural-matches.ts'

/** Rows given at once. */
const LOT = 500

/** A file to read. */
export interface BatchFile {
  /** Its path. */
  readonly path: string
  /** What `source` becomes in rows that name none. */
  readonly name: string
}

export interface BatchSources {
  /** The record as it is read: units, what was accepted. */
  readonly record: CheckedRecord
  /** Where rows are matched with addresses. */
  readonly store: RegistryStore
  readonly profiles: FieldProfiles
}

/**
 * Reads a file of addresses for a batch: each row checked by the rules of findings and matched with the record by id, code, or
 * natural key. The file is read three times, so that memory does not grow with it: for its communes, for the neighbours of
 * each row, and row by row. Throws ImportError when it cannot be read at all.
 */
export async function* readBatch(
  { record, store, profiles }: BatchSources,
  file: BatchFile,
): AsyncGenerator<BatchDraft[]> {
  const { finders, hamlets } = record
  const neighbours = new AddressNeighbours()
  try {
    const matches = new Matches(store, neighbours)
    await gatherRecord(store, neighbours, await communesOf(finders, file), finders)
    await gatherFile(neighbours, matches, finders, file)
    const ports = {
      profiles,
      units: finders,
      addresses: addressPort(neighbours, record.holder),
      hamlets,
    }
    const accepted = await record.accepted()
    let lot: BatchDraft[] = []
    for await (const rows of rowsOf(finders, file))
      for (const row of rows) {
        const { checked } = row
        const match = checked.problem || checked.refused ? undefined : matches.of(checked)
        const { id, findings } = await rowFindings(row, ({ line }) => matches.uid(line), neighbours, ports)
        const asked =
          match === undefined || checked.problem || checked.refused
            ? findings
            : withoutAccepted(
                { ...checked.address, lon: checked.lon, lat: checked.lat, uid: match.uid },
                findings,
                (key) => accepted.has(key),
              )
        lot.push(draftOf(row, id, match, asked))
        if (lot.length < LOT) continue
        yield lot
        lot = []
      }
    if (lot.length > 0) yield lot
  } finally {
    neighbours.close()
  }
}

async function* rowsOf(
  finders: PlaceFinders,
  { path, name }: BatchFile,
): AsyncGenerator<readonly StatedRow[]> {
  const job = { file: path, layer: undefined, source: name, comparing: true }
  for await (const { rows } of await readAddresses(finders, job)) yield rows
}

async function communesOf(finders: PlaceFinders, file: BatchFile): Promise<Set<string>> {
  const communes = new Set<string>()
  for await (const rows of rowsOf(finders, file))
    for (const { checked } of rows)
      if (!checked.problem && !checked.refused) communes.add(checked.address.commune_code)
  return communes
}

async function gatherRecord(
  store: RegistryStore,
  neighbours: AddressNeighbours,
  communes: ReadonlySet<string>,
  finders: PlaceFinders,
): Promise<void> {
  await store.read(async ({ sets }) => {
    let row = 0
    for await (const version of sets.inCommunes([...communes])) {
      const neighbour = neighbourOf(version, ++row, finders)
      if (neighbour) neighbours.put(neighbour, 'record')
    }
  })
  neighbours.index()
}

/** Puts the rows of the file in the place of the record's addresses that they are about. */
async function gatherFile(
  neighbours: AddressNeighbours,
  matches: Matches,
  finders: PlaceFinders,
  file: BatchFile,
): Promise<void> {
  for await (const rows of rowsOf(finders, file)) {
    const taken = rows.flatMap(({ checked }) => (checked.problem || checked.refused ? [] : checked))
    await matches.find(taken)
    for (const row of taken) {
      const draft = { ...row.address, uid: matches.uid(row.line), lon: row.lon, lat: row.lat }
      const neighbour = neighbourOf(draft, row.line, finders)
      if (neighbour) neighbours.put(neighbour, 'file')
    }
  }
}

/** Which address each row of the file is about. */
class Matches {
  readonly #store: RegistryStore
  readonly #neighbours: AddressNeighbours
  readonly #uids = new Map<number, string>()
  readonly #ambiguous = new Map<number, Ambiguous>()
  /** Addresses of the record in whose place a row of the file stands. */
  readonly #matched = new Set<string>()

  constructor(store: RegistryStore, neighbours: AddressNeighbours) {
    this.#store = store
    this.#neighbours = neighbours
  }

  async find(rows: readonly TakenRow[]): Promise<void> {
    const values = (of: (row: TakenRow) => string | null) => rows.map(of).filter((value) => value !== null)
    const { known, local, national } = await this.#store.read(async ({ sets }) => ({
      known: await sets.byUids(values(({ address }) => address.uid)),
      local: await sets.holders(
        'local',
        values(({ address }) => address.code),
      ),
      national: await sets.holders(
        'ndas',
        values(({ address }) => address.ndas),
      ),
    }))
    for (const row of rows) {
      const { uid, code, ndas } = row.address
      const named = known.has(uid) ? uid : (local.get(code ?? '') ?? national.get(ndas ?? ''))
      const found = named ?? naturalMatch(this.#neighbours, row, (each) => this.#isKnown(each))
      if (typeof found === 'object') this.#ambiguous.set(row.line, found)
      else if (found !== undefined) this.#matched.add(found)
      this.#uids.set(row.line, typeof found === 'string' ? found : uid)
    }
  }

  /** The id of the address that the row on a line is about, or that a new one gets. */
  uid(line: number): string {
    return this.#uids.get(line) ?? ''
  }

  of({ line }: TakenRow): { uid: string; ambiguous: Ambiguous | undefined } {
    return { uid: this.uid(line), ambiguous: this.#ambiguous.get(line) }
  }

  #isKnown({ uid, line }: { uid: string; line: number | null }): boolean {
    return line === null || this.#matched.has(uid)
  }
}

function draftOf(
  { stated, checked }: StatedRow,
  id: string,
  match: { uid: string; ambiguous: Ambiguous | undefined } | undefined,
  findings: readonly Finding[],
): BatchDraft {
  const { line } = checked
  if (match === undefined || checked.problem || checked.refused) return { line, id, uid: '', findings }
  const fields = stated.problem ? {} : stated.fields
  const { address, lon, lat, noHouseNumber } = checked
  const given = statedNames(checked, 'raw_text' in fields)
  return {
    line,
    id,
    uid: match.uid,
    whole: contentOf({ ...address, lon, lat }),
    stated: given,
    noHouseNumber,
    code: address.code,
    status: (fields.status ?? '') === '' ? null : address.status,
    revision: revisionOf(fields.revision),
    findings: match.ambiguous === undefined ? findings : [...findings, ambiguous(match.ambiguous)],
  }
}

function contentOf(row: BatchContent): BatchContent {
  return Object.fromEntries(BATCH_COLUMNS.map((column) => [column, row[column]])) as unknown as BatchContent
}

/** The columns that a row states. */
function statedNames(row: ReadAddress, hasText: boolean): BatchColumn[] {
  const given = statedColumns(row, { raw_text: null, attributes: null })
  return BATCH_COLUMNS.filter((column) =>
    column === 'lon' || column === 'lat'
      ? true
      : column === 'raw_text'
        ? hasText
        : column === 'attributes'
          ? row.address.attributes !== null
          : given[column] !== undefined,
  )
}

function revisionOf(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,9}$/.test(text.trim()) ? Number(text) : null
}

function ambiguous({ uids }: Ambiguous): Finding {
  const some = uids.slice(0, 3).join(', ')
  return batchFinding(
    'ambiguous-match',
    'id',
    `Sổ có ${uids.length} địa chỉ cùng số nhà, đường, ấp: ${some}; hãy ghi id hoặc mã.`,
    `The record has ${uids.length} addresses of this number, street and hamlet: ${some}; name the id or the code.`,
  )
}

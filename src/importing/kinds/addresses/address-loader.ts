import { randomBytes } from 'node:crypto'
import { LocalCodeMaker } from '../../../codes/local-code.ts'
import { encodePoint } from '../../../geo/geopackage-geometry.ts'
import { changedAttributes } from '../../../parsing/address-attributes.ts'
import { isCertified } from '../../../store/layout/address-status.ts'
import type { AddressRow } from '../../../store/record/rows.ts'
import type { Warning } from '../../reading/commune-of-row.ts'
import { type ImportProblem, problem } from '../../reading/problem.ts'
import type { Readable, RowLoader } from '../../writing/load-rows.ts'
import { type LateRefusal, RowWriter } from '../../writing/row-writer.ts'
import type { LoadContext } from '../kind-loader.ts'
import { type ReadAddress, statedColumns } from './address-reader.ts'
import type { CheckedAddress, TakenAddress } from './checked-address.ts'
import { HamletRule } from './hamlet-rule.ts'
import { StateRule } from './state-rule.ts'

type NewAddress = Omit<AddressRow, 'fid'>

/** Loads checked addresses; each is matched with the record by id, code or national code, else by its parts and position. */
export class AddressLoader implements RowLoader<CheckedAddress> {
  readonly warnings = new Map<Warning, number>()
  readonly #context: LoadContext
  readonly #writer: RowWriter<AddressRow>
  readonly #states: StateRule
  readonly #hamlets: HamletRule
  /** Row number above which the rows are this file's. */
  readonly #lastBefore: number
  readonly #fresh: boolean
  readonly #codes: LocalCodeMaker
  /** Whether there were identifiers before, with which a new code may collide. */
  readonly #identifiersBefore: boolean
  readonly #completeFresh = (address: NewAddress) => this.#complete(address)
  #counter: number

  constructor(context: LoadContext) {
    const { record, load } = context
    this.#context = context
    this.#states = new StateRule(context.decision)
    this.#hamlets = new HamletRule(record.db)
    this.#lastBefore = record.storedAddresses.lastFid()
    this.#fresh = record.storedAddresses.count() === 0
    this.#writer = new RowWriter(record.storedAddresses, load, 'address', this.#fresh)
    this.#writer.deferIndexes()
    this.#identifiersBefore = !(this.#fresh && load.deferIndexes('identifier'))
    this.#codes = new LocalCodeMaker(
      record.info.issued('code_key', /^[0-9a-f]{32}$/) ?? randomBytes(16).toString('hex'),
    )
    this.#counter = Number(record.info.issued('code_counter', /^\d{1,9}$/) ?? 0)
  }

  get full(): boolean {
    return this.#writer.full
  }

  flush(): ReturnType<RowLoader<CheckedAddress>['flush']> {
    const written = this.#writer.flush()
    this.#context.record.info.set('code_counter', String(this.#counter))
    return written
  }

  finish(): LateRefusal[] {
    const refused = this.#writer.finish()
    for (const { problem } of refused)
      if (problem.field === 'id') this.#context.load.positions.forget(String(problem.value))
    const { decision, actor, record } = this.#context
    if (decision) record.events.decideAbove(this.#lastBefore, decision, actor)
    return refused
  }

  get note(): ImportProblem | null {
    return this.#states.note
  }

  take(row: Readable<CheckedAddress>): ReturnType<RowLoader<CheckedAddress>['take']> {
    if (row.warning) this.#warn(row.warning)
    if (row.refused) return row.refused
    const outcome = this.#take(row)
    if (row.notes.some(({ code }) => code === 'proposed')) this.#warn('proposed')
    if (this.#states.note && typeof outcome === 'string') this.#warn('not-decided')
    return outcome
  }

  #take(row: TakenAddress & { line: number }): ReturnType<RowLoader<CheckedAddress>['take']> {
    const { address, hasId, foreignId, lon, lat, further } = row
    const { positions } = this.#context.load
    const match = this.#match(row)
    if (match === undefined) {
      this.#hamlets.place(address, lon, lat)
      address.status = this.#states.ofNew(address.status)
      if (address.attributes !== null) address.attributes = changedAttributes(null, address.attributes)
      this.#writer.add(
        row.line,
        Object.assign(address, { geom: encodePoint(lon, lat) }, further && positions.ofNew(further)),
        foreignId === null ? this.#completeFresh : (fresh) => this.#complete(fresh, foreignId),
      )
      return 'pending'
    }
    if ('rule' in match) return [match]
    if (this.#writer.cameBefore(match))
      return [
        problem(
          'duplicate',
          hasId ? 'id' : address.code ? 'code' : 'row',
          hasId ? address.uid : (address.code ?? address.uid),
        ),
      ]
    const planned = further && positions.plan(match.uid, further)
    const placed = this.#hamlets.placedChange(match, statedColumns(row, match), lon, lat)
    const stated = { ...placed, ...(planned && { supplements: planned.supplements }) }
    const change = this.#states.ofKnown(match, stated)
    if ('rule' in change) return [change]
    planned?.write()
    const outcome = this.#writer.revise(match, change)
    const { decision, actor, record } = this.#context
    if (decision && change.status !== undefined && change.status !== match.status)
      if (isCertified({ status: change.status }))
        record.events.decide(match.uid, change.status, decision, actor)
    return outcome
  }

  #warn(warning: Warning): void {
    this.warnings.set(warning, (this.warnings.get(warning) ?? 0) + 1)
  }

  /** The record's row of the same address, or how this row contradicts the record. */
  #match({ address, hasId }: ReadAddress): AddressRow | ImportProblem | undefined {
    if (this.#fresh) return undefined
    const { storedAddresses: addresses } = this.#context.record
    const { uid, code, ndas } = address
    const byUid = this.#writer.find(uid)
    for (const [field, value, found] of [
      ['code', code, code === null ? undefined : addresses.byCode(code)],
      ['ndas', ndas, ndas === null ? undefined : addresses.byNdas(ndas)],
    ] as const) {
      if (!found || found.uid === byUid?.uid) continue
      if (!hasId && byUid === undefined) return found
      return problem(this.#writer.cameBefore(found) ? 'duplicate' : 'taken', field, value, found.uid)
    }
    return byUid
  }

  /** Gives a new address its code, and keeps an id that is no UUID as an identifier. */
  #complete(address: NewAddress, foreignId?: string): void {
    const { storedAddresses: addresses } = this.#context.record
    if (address.code === null && address.ndas === null) {
      let code = this.#codes.code(this.#counter++)
      while (this.#identifiersBefore && addresses.identifier('local', code))
        code = this.#codes.code(this.#counter++)
      address.code = code
    }
    if (foreignId !== undefined) addresses.addIdentifier('foreign', foreignId, address.uid)
  }
}

import { setImmediate } from 'node:timers/promises'
import { dayOf } from '../../chains/day-of.ts'
import { isHidden } from '../../store/layout/address-status.ts'
import type { SettledRow } from '../../store/people/batches/batch-rows.ts'
import type { StoredBatchRow } from '../../store/people/batches/batch-tables.ts'
import type { PeopleStore } from '../../store/people/people-store.ts'
import type { RegistryTransaction } from '../../store/registry/registry-store.ts'
import { noteOf } from '../accounts/audit.ts'
import type { CreationLimit } from '../accounts/limits/creation-limit.ts'
import { mustBeFilled, mustHaveRole } from '../actions/guards.ts'
import { makeVersions, type NewVersion } from '../actions/make-versions.ts'
import { type Actor, isInArea } from '../actor.ts'
import { Refusal } from '../refusal.ts'
import { batchFor } from './batch-access.ts'
import { keptProposal, proposedBefore } from './batch-proposals.ts'
import type { BatchRounds, Round, Written } from './batch-rounds.ts'
import { type Settled, settleRow, type Writer } from './settle-row.ts'

/** Rows settled before others in this process have their turn. */
const TURN = 200

export interface WritingParts {
  readonly people: PeopleStore
  readonly rounds: BatchRounds
  /** The present moment; a test sets it back. */
  /** How many addresses an account creates on a day; as many as it likes without. */
  readonly creations?: CreationLimit | undefined
  readonly now?: (() => Date) | undefined
}

/** What undoing a batch has left as it is. */
export interface UndoneBatch {
  readonly undone: number
  /** Ids of addresses that somebody has changed since, or that lie outside the actor's area. */
  readonly left: readonly string[]
}

/** Writes batches to the record, each round in one transaction, and takes them back. */
export class BatchWriting {
  readonly #people: PeopleStore
  readonly #rounds: BatchRounds
  readonly #now: () => Date
  readonly #creations: CreationLimit | undefined

  constructor({ people, rounds, creations, now = () => new Date() }: WritingParts) {
    this.#people = people
    this.#creations = creations
    this.#rounds = rounds
    this.#now = now
  }

  /**
   * Writes what of a batch can be written: rows without warnings, and those all of whose warnings are accepted. What is
   * certified becomes proposals. Rows whose last change is another office's wait until an officer of that office applies
   * the batch too: that is its yes. It may be applied again, with further warnings accepted. Throws {@link Refusal}.
   *
   * @param yes rules whose warnings are accepted
   */
  async apply(actor: Actor, id: string, yes: readonly string[]): Promise<void> {
    mustHaveRole(actor, ['officer'], 'batch')
    await this.#people.write((tx) => batchFor(tx, actor, id))
    await this.#rounds.run(id, 'apply', ['ready', 'applied'], (tx, round) =>
      this.#writeRows(tx, actor, new Set(yes), round),
    )
  }

  /**
   * Takes back, as one batch, what nobody has changed since; the rest is listed. Proposals of the batch that nobody has settled
   * are withdrawn. Throws {@link Refusal} `not-undoable` where nothing can be taken back.
   */
  async undo(actor: Actor, id: string, reason: string | undefined): Promise<UndoneBatch> {
    mustHaveRole(actor, ['officer'], 'batch-undone')
    mustBeFilled({ action: 'batch-undone', needs: ['reason'] }, { reason })
    await this.#people.write((tx) => batchFor(tx, actor, id))
    let result: UndoneBatch = { undone: 0, left: [] }
    await this.#rounds.run(id, 'undo', ['applied'], async (tx, round) => {
      const reversed = await this.#reversals(tx, actor, round)
      result = { undone: reversed.versions.length, left: reversed.left }
      if (result.undone === 0 && reversed.open === 0)
        throw new Refusal(
          'not-undoable',
          {
            vi: 'Không còn gì của mẻ này hoàn tác được: mọi địa chỉ đã được sửa tiếp.',
            en: 'Nothing of this batch can be taken back: every address was changed since.',
          },
          { left: reversed.left },
        )
      const facts = { action: 'batch-undone', actor, reason, details: { undone_batch: id }, id: round.id }
      const events = await makeVersions(tx, reversed.versions, facts, this.#now())
      const noted = { action: 'batch-undone', subject: id, details: { undone: result.undone } }
      await this.#people.write((beside) => noteOf(beside, actor, noted, this.#now()))
      return { events, settled: [] }
    })
    return result
  }

  async #writeRows(
    tx: RegistryTransaction,
    actor: Actor,
    yes: ReadonlySet<string>,
    { batch, id }: Round,
  ): Promise<Written> {
    const now = this.#now()
    const writer: Writer = {
      actor,
      sender: batch.office,
      yes,
      today: dayOf(now),
      taken: new Map(),
      communes: new Set(),
    }
    const keys = await this.#people.write(({ batches }) => batches.openKeys(batch.id))
    // Rows are held in the order of their addresses' ids, as every act holds them.
    keys.sort((a, b) => (a.uid < b.uid ? -1 : a.uid > b.uid ? 1 : a.line - b.line))
    const versions: NewVersion[] = []
    const settled: SettledRow[] = []
    for (let at = 0; at < keys.length; at += TURN) {
      const some = keys.slice(at, at + TURN)
      const rows = await this.#rowsOf(batch.id, some)
      const uids = rows.map(({ uid }) => uid)
      const present = await tx.sets.hold(uids)
      const events = await tx.sets.events(uids)
      const isProposed = await this.#people.write((people) => proposedBefore(people, uids))
      for (const row of rows) {
        const known = { present: present.get(row.uid), office: events.get(row.uid)?.office }
        const became = await settleRow(tx, writer, row, known)
        if (became === undefined) continue
        if (became.outcome === 'proposed' && isProposed(became.proposal)) {
          settled.push({ line: row.line, outcome: 'unchanged' })
          continue
        }
        settled.push(settledRow(row, became))
        if ('version' in became) versions.push(became.version)
      }
      await setImmediate()
    }
    const added = settled.filter(({ outcome }) => outcome === 'added').length
    await this.#creations?.take(tx, actor, added, now)
    const details = { batch: batch.id, ...(actor.person !== batch.person && { proposed_by: batch.person }) }
    const events = await makeVersions(tx, versions, { action: 'batch', actor, details, id }, now)
    return { events, settled }
  }

  async #rowsOf(id: string, keys: readonly { line: number }[]): Promise<StoredBatchRow[]> {
    const lines = keys.map(({ line }) => line)
    const rows = await this.#people.write(({ batches }) => batches.onLines(id, lines))
    const place = new Map(lines.map((line, i) => [line, i]))
    return rows.sort((a, b) => (place.get(a.line) as number) - (place.get(b.line) as number))
  }

  /** The ways back of what nobody has changed since; proposals that are still open count as something to take back. */
  async #reversals(
    tx: RegistryTransaction,
    actor: Actor,
    { batch }: Round,
  ): Promise<{ versions: NewVersion[]; left: string[]; open: number }> {
    const { uids, events, open } = await this.#people.write(async ({ batches, proposals }) => ({
      uids: await batches.written(batch.id),
      events: await batches.events(batch.id, 'apply'),
      open: await proposals.countOpen(await batches.proposals(batch.id)),
    }))
    const own = await tx.chains.rowsOf(events)
    const present = await tx.sets.hold(uids)
    const versions: NewVersion[] = []
    const left: string[] = []
    const back = [...present.values()].filter(({ event, uid, ...place }) => {
      const untouched = event !== null && own.has(event) && isInArea(actor.area, place)
      if (!untouched) left.push(uid)
      return untouched
    })
    const before = await tx.sets.before(back)
    for (const previous of back) {
      const earlier = before.get(previous.uid)
      // What was public and is taken back stays retired, by its id and code.
      const withdrawn = earlier === undefined || (isHidden(earlier) && !isHidden(previous))
      if (!withdrawn && !isInArea(actor.area, earlier)) left.push(previous.uid)
      else
        versions.push({
          previous,
          next: withdrawn ? { ...previous, status: 'retired', successor: null } : earlier,
        })
    }
    return { versions, left: left.sort(), open }
  }
}

function settledRow({ line, findings }: StoredBatchRow, became: Settled): SettledRow {
  if (became.outcome === 'proposed') {
    const { proposal } = became
    return { line, outcome: 'proposed', proposal: proposal.id, proposed: keptProposal(proposal) }
  }
  if (became.outcome === null) return { line, outcome: null, office: became.office }
  if (became.outcome !== 'refused') return { line, outcome: became.outcome }
  const told = findings === null ? [] : JSON.parse(findings)
  return { line, outcome: 'refused', findings: JSON.stringify([...told, became.finding]) }
}

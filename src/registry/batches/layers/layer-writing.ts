import type { SettledRow } from '../../../store/people/batches/batch-rows.ts'
import type { StoredBatch, StoredBatchRow } from '../../../store/people/batches/batch-tables.ts'
import type { PeopleStore } from '../../../store/people/people-store.ts'
import type { RegistryTransaction } from '../../../store/registry/registry-store.ts'
import { noteOf } from '../../accounts/audit.ts'
import { mustBeFilled, wrongState } from '../../actions/guards.ts'
import type { Actor } from '../../actor.ts'
import { Refusal } from '../../refusal.ts'
import { batchFor } from '../batch-access.ts'
import { DAYS_KEPT, daysAfter } from '../batch-limits.ts'
import type { BatchRounds, Round, Written } from '../batch-rounds.ts'
import { type Confirmed, mustBeConfirmed, warnings } from './confirmed.ts'
import { isDraft, type LayerReport, takenBackSide } from './layer-content.ts'
import { type LayerRights, noLayers } from './layer-rights.ts'
import { leadItems } from './lead-items.ts'

export interface LayerWritingParts {
  readonly people: PeopleStore
  readonly rounds: BatchRounds
  readonly rights: LayerRights
  /** Whether the record has thematic layers. */
  readonly isThere: boolean
  /** The present moment; a test sets it back. */
  readonly now?: (() => Date) | undefined
}

/** Writes batches of thematic layers to the record, each in one transaction, and takes them back. */
export class LayerWriting {
  readonly #people: PeopleStore
  readonly #rounds: BatchRounds
  readonly #rights: LayerRights
  readonly #isThere: boolean
  readonly #now: () => Date

  constructor({ people, rounds, rights, isThere, now = () => new Date() }: LayerWritingParts) {
    this.#people = people
    this.#rounds = rounds
    this.#rights = rights
    this.#isThere = isThere
    this.#now = now
  }

  /**
   * Writes a batch of a layer that everybody sees. One that makes a layer or a field becomes the layer's draft, which its office alone
   * sees, in the place of the draft before. Throws {@link Refusal}: `findings` for warnings that nobody has confirmed,
   * `layer-changed` where the layer is not as it was when the file was read.
   */
  async apply(actor: Actor, id: string, confirmed: Confirmed): Promise<void> {
    const { batch, report } = await this.#own(actor, id)
    if (batch.state !== 'ready') throw wrongState(batch.state, 'applied')
    mustBeConfirmed(report, confirmed)
    if (isDraft(report)) await this.#keepDraft(actor, batch)
    else await this.#write(actor, batch, 'layer-applied', confirmed)
  }

  /** Writes a layer's draft to the record, where everybody sees it. Throws {@link Refusal} as {@link apply}, `unknown-batch` without one. */
  async publish(actor: Actor, layer: string, confirmed: Confirmed): Promise<StoredBatch> {
    await this.#people.write((tx) => this.#rights.mustOwn(tx, actor, layer))
    const draft = await this.draft(actor, layer)
    mustBeConfirmed(JSON.parse(draft.report as string), confirmed)
    await this.#write(actor, draft, 'layer-published', confirmed)
    return draft
  }

  /** The draft of a layer of one's office. Throws {@link Refusal} `unknown-batch` where there is none, or none of one's own. */
  async draft(actor: Actor, layer: string): Promise<StoredBatch> {
    return this.#people.write(async (tx) => {
      const draft = await tx.batches.draftOf(layer)
      const isKeys = actor.key?.layers?.has(layer) ?? true
      if (draft?.office === actor.office && isKeys) return draft
      throw new Refusal('unknown-batch', {
        vi: `Lớp "${layer}" không có bản nháp nào.`,
        en: `Layer "${layer}" has no draft.`,
      })
    })
  }

  /** Rows of a {@link draft} as it will be, in the order of their numbers. */
  draftRows({ id }: StoredBatch, page: { after: number; limit: number }): Promise<StoredBatchRow[]> {
    return this.#people.write(({ batches }) => batches.rows(id, page))
  }

  /**
   * Takes back what nobody has changed since; the rest is listed. Of a draft nothing is left. Throws {@link Refusal} `not-undoable`
   * where nothing can be taken back.
   */
  async undo(
    actor: Actor,
    id: string,
    reason: string | undefined,
  ): Promise<{ undone: number; left: readonly string[] }> {
    mustBeFilled({ action: 'layer-undone', needs: ['reason'] }, { reason })
    const { batch, report } = await this.#own(actor, id)
    if (!this.#isThere) throw noLayers()
    const now = this.#now()
    if (batch.state === 'draft') {
      await this.#people.write(async (tx) => {
        if (!(await tx.batches.lead(id, ['draft'], { state: 'undone' }))) throw wrongState('gone', 'undone')
        await noteOf(
          tx,
          actor,
          { action: 'layer-draft-dropped', subject: batch.layer as string, details: { batch: id } },
          now,
        )
      })
      return { undone: 0, left: [] }
    }
    let result: { undone: number; left: readonly string[] } = { undone: 0, left: [] }
    await this.#rounds.run(id, 'undo', ['applied'], async (tx, round) => {
      result = await this.#reverse(tx, batch, report)
      if (result.undone === 0)
        throw new Refusal(
          'not-undoable',
          {
            vi: 'Không còn gì của mẻ này hoàn tác được: mọi đối tượng đã được sửa tiếp.',
            en: 'Nothing of this batch can be taken back: every feature was changed since.',
          },
          { left: result.left.slice(0, MOST_LEFT) },
        )
      return this.#event(tx, actor, round, {
        action: 'layer-undone',
        reason,
        details: { undone: result.undone },
      })
    })
    return { ...result, left: result.left.slice(0, MOST_LEFT) }
  }

  /** A batch of a layer of one's office, which was read. */
  async #own(actor: Actor, id: string): Promise<{ batch: StoredBatch; report: LayerReport }> {
    const batch = await this.#people.write(async (tx) => {
      const found = await batchFor(tx, actor, id)
      await this.#rights.mustOwn(tx, actor, found.layer as string)
      return found
    })
    if (batch.state === 'reading' || batch.state === 'failed') throw wrongState(batch.state, 'applied')
    return { batch, report: JSON.parse(batch.report as string) }
  }

  async #keepDraft(actor: Actor, { id, layer, dry_run }: StoredBatch): Promise<void> {
    if (dry_run === 1) throw wrongState('dry-run', 'draft')
    const now = this.#now()
    await this.#people.write(async (tx) => {
      const before = await tx.batches.draftOf(layer as string)
      if (before) await tx.batches.lead(before.id, ['draft'], { state: 'undone' })
      const expires_at = daysAfter(now, DAYS_KEPT.applied)
      if (!(await tx.batches.lead(id, ['ready'], { state: 'draft', expires_at })))
        throw wrongState('gone', 'draft')
      const details = { batch: id, ...(before && { replaced: before.id }) }
      await noteOf(tx, actor, { action: 'layer-draft', subject: layer as string, details }, now)
    })
  }

  async #write(
    actor: Actor,
    batch: StoredBatch,
    action: 'layer-applied' | 'layer-published',
    { yes, reason }: Confirmed,
  ): Promise<void> {
    if (!this.#isThere) throw noLayers()
    const report = JSON.parse(batch.report as string) as LayerReport
    const confirmed = warnings(report).filter((rule) => yes.includes(rule))
    await this.#rounds.run(batch.id, 'apply', ['ready', 'draft'], async (tx, round) => {
      const { before, after } = report.layer
      const now = await tx.layers.entry(after.id)
      if (!sameEntry(now ?? null, before)) throw layerChanged(after.id, [])
      await tx.layers.putEntry({ ...after, updated_at: this.#now().toISOString() })
      const settled: SettledRow[] = []
      const { left } = await leadItems(
        tx,
        this.#people,
        batch.id,
        after,
        (content) => ({ from: content.before, to: content.after }),
        ({ line, plan }) => settled.push({ line, outcome: OUTCOMES[plan as keyof typeof OUTCOMES] }),
      )
      if (left.length > 0) throw layerChanged(after.id, left)
      const { added, changed, removed, revealed = [] } = report
      const details = {
        ...{ added, changed, removed },
        ...(confirmed.length > 0 && { confirmed }),
        ...(revealed.length > 0 && { revealed }),
      }
      const { events } = await this.#event(tx, actor, round, { action, reason, details })
      return { events, settled }
    })
  }

  async #reverse(tx: RegistryTransaction, batch: StoredBatch, { layer: { before, after } }: LayerReport) {
    const { led, left } = await leadItems(tx, this.#people, batch.id, after, (content) => ({
      from: content.after,
      to: after.kind === 'counts' ? takenBackSide(content) : content.before,
    }))
    const now = await tx.layers.entry(after.id)
    const isOurs = now !== undefined && sameEntry(now, after)
    if (before !== null && isOurs)
      await tx.layers.putEntry({ ...before, updated_at: this.#now().toISOString() })
    else if (before === null && isOurs && (await tx.layers.removeEntry(after.id)))
      return { undone: Math.max(led, 1), left }
    return { undone: led, left }
  }

  async #event(
    tx: RegistryTransaction,
    actor: Actor,
    { batch, id }: Round,
    { action, reason, details }: { action: string; reason: string | undefined; details: object },
  ): Promise<Written> {
    const now = this.#now()
    const { account, office } = actor
    await tx.layers.addEvent({
      ...{
        at: now.toISOString(),
        actor: account,
        action,
        subject: batch.layer,
        why: reason?.trim() || batch.name,
      },
      evidence: JSON.stringify({ ...details, batch: batch.id, round: id, office }),
    })
    const note = { action, subject: batch.layer as string, details: { batch: batch.id, ...details } }
    await this.#people.write((beside) => noteOf(beside, actor, note, now))
    return { events: [id], settled: [] }
  }
}

const MOST_LEFT = 1000
const OUTCOMES = { new: 'added', change: 'changed', remove: 'removed' } as const

type Entry = LayerReport['layer']['before']

/** Whether a layer's entry is as another one, but for when it changed. */
function sameEntry(a: Entry, b: Entry): boolean {
  if (a === null || b === null) return a === b
  const facts = ['id', 'kind', 'title_vi', 'title_en', 'owner', 'licence', 'fields', 'threshold'] as const
  return facts.every((fact) => a[fact] === b[fact])
}

function layerChanged(layer: string, left: readonly string[]): Refusal {
  return new Refusal(
    'layer-changed',
    {
      vi: `Lớp "${layer}" đã thay đổi từ khi tệp được đọc; hãy gửi lại tệp.`,
      en: `Layer "${layer}" has changed since the file was read; send the file again.`,
    },
    { left: left.slice(0, MOST_LEFT) },
  )
}

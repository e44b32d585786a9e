import { element } from '../element.ts'
import { askReason } from './ask-reason.ts'
import type { ChangesAtDesk } from './changes-at-desk.ts'
import type { DeskQueue } from './desk-queue.ts'
import { keyOf, type QueueItem } from './desk-types.ts'
import { say } from './desk-words.ts'
import { type Line, Refused } from './line.ts'
import { MARKED } from './queue-list.ts'
import type { Told } from './told.ts'

export interface BulkVerifyParts {
  readonly line: Line
  readonly queue: DeskQueue
  readonly changes: ChangesAtDesk
  readonly told: Told
  readonly isVerifier: boolean
  /** Shows what is told of marked addresses. */
  readonly drawn: (parts: readonly (string | Node)[]) => void
  readonly changed: () => void
  readonly done: () => void
}

interface Result {
  readonly id: string
  readonly revision?: number
  readonly problem?: { readonly detail: string }
}

/** Addresses that one request verifies at most. */
const MOST = 500
const METHODS = ['field', 'picture', 'papers'] as const
/** Hours by which a day in Vietnam begins before that of UTC. */
const ZONE = 7 * 3_600_000

/** How addresses are verified, and many of them together: those that the verifier has marked. */
export class BulkVerify {
  readonly #parts: BulkVerifyParts
  readonly #marked = new Set<string>()
  readonly #select = element('select', { id: 'method' })
  /** The field that says how it was seen; it keeps what was chosen. */
  readonly method = element(
    'p',
    { class: 'method' },
    element('label', { for: 'method' }, say('method')),
    this.#select,
  )

  constructor(parts: BulkVerifyParts) {
    this.#parts = parts
    for (const method of METHODS) this.#select.append(new Option(say(`method-${method}`), method))
  }

  /** How and on which day what is verified now was seen. */
  get seen(): { readonly method: string; readonly date: string } {
    const date = new Date(Date.now() + ZONE).toISOString().slice(0, 10)
    return { method: this.#select.selectedOptions[0]?.text ?? '', date }
  }

  has(key: string): boolean {
    return this.#marked.has(key)
  }

  toggle(key: string): void {
    const item = this.#parts.queue.items[this.#parts.queue.indexOf(key)]
    if (!this.#parts.isVerifier || !item || !MARKED.has(item.kind)) return
    if (!this.#marked.delete(key)) this.#marked.add(key)
    this.#draw()
  }

  forget(): void {
    this.#marked.clear()
    this.#draw()
  }

  /** Verifies what is marked, after a question; what is refused is told, and stays. */
  async verify(): Promise<void> {
    const { line, queue, told, done } = this.#parts
    const items = queue.items.filter((item) => this.#marked.has(keyOf(item))).slice(0, MOST)
    if (items.length === 0) return
    if (queue.tab === 'sample') return this.#verifySamples(items)
    const { value: chosen } = this.#select
    const methods = [...METHODS].sort((a, b) => Number(b === chosen) - Number(a === chosen))
    const asked = await askReason({
      title: say('bulkAsk', { n: items.length }),
      choices: methods.map((value) => ({ value, label: say(`method-${value}`) })),
      send: say('verify'),
    })
    if (!asked) return
    this.#select.value = asked.value
    try {
      const { body } = await line.ask<{ results: readonly Result[] }>('/v1/transitions', {
        method: 'POST',
        body: { to: 'verified', ...this.seen, items: items.map(({ id, revision }) => ({ id, revision })) },
      })
      this.#tell(body.results)
      done()
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      told.say(error.message)
    }
  }

  async #verifySamples(items: readonly QueueItem[]): Promise<void> {
    const { changes, told, done } = this.#parts
    const title = say('sampleAsk', { n: items.length })
    if (!(await askReason({ title, choices: [], send: say('sampleRight') }))) return
    try {
      told.done((await changes.samples.right(items, this.seen.date)).told, undefined)
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      told.say(error.message)
    }
    // Of several batches those before one that was refused are settled.
    done()
  }

  #tell(results: readonly Result[]): void {
    const { changes, told } = this.#parts
    const verified = results.filter(({ problem }) => problem === undefined).map(({ id }) => id)
    const left = results.flatMap(({ problem }) => problem?.detail ?? [])
    const why = [...new Set(left)].join(' ')
    const undo = async () => {
      for (const id of verified) await changes.undoOf(id)
    }
    const sentence = say('bulkDone', { n: verified.length })
    told.done(
      left.length > 0 ? `${sentence}. ${say('bulkLeft', { n: left.length, why })}` : sentence,
      verified.length > 0 ? undo : undefined,
    )
  }

  #draw(): void {
    const { drawn, changed, queue, isVerifier } = this.#parts
    if (!isVerifier || !MARKED.has(queue.tab)) drawn([])
    else
      drawn([
        this.#all(),
        ...(this.#marked.size > 0 ? [` ${say('marked', { n: this.#marked.size })} `, this.#button()] : []),
      ])
    changed()
  }

  #all(): HTMLElement {
    const button = element('button', { type: 'button', class: 'plain small' }, say('markAll'))
    button.addEventListener('click', () => {
      for (const item of this.#parts.queue.items) this.#marked.add(keyOf(item))
      this.#draw()
    })
    return button
  }

  #button(): HTMLElement {
    const button = element(
      'button',
      { type: 'button', class: 'small' },
      say('verifyMarked'),
      ' ',
      element('kbd', {}, 'v'),
    )
    button.addEventListener('click', () => void this.verify())
    return button
  }
}

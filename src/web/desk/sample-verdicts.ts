import { askWritten, WHAT_IS_WRONG } from './ask-reason.ts'
import type { QueueItem } from './desk-types.ts'
import { say } from './desk-words.ts'
import type { Line } from './line.ts'

/** How much the server takes of what is wrong. */
const LONG = 2_000

/** What is said of a verdict that was sent. */
export interface Settled {
  readonly told: string
}

/** Says of what was drawn of batches whether it is right; what is said stays, as it decides about the rest of its hamlet. */
export class SampleVerdicts {
  readonly #line: Line

  constructor(line: Line) {
    this.#line = line
  }

  /**
   * Of each it is right.
   *
   * @param date of the day on which it was seen, `YYYY-MM-DD`
   */
  async right(items: readonly QueueItem[], date: string): Promise<Settled> {
    const batches = new Map<string, string[]>()
    for (const { batch = '', id } of items) batches.set(batch, [...(batches.get(batch) ?? []), id])
    for (const [batch, ids] of batches)
      await this.#send(
        batch,
        date,
        ids.map((id) => ({ id, verdict: 'right' })),
      )
    return { told: say('didSample', { n: items.length }) }
  }

  /** It is wrong, and what; undefined where that was called off. */
  async wrong({ batch = '', id }: QueueItem, date: string, what: string): Promise<Settled | undefined> {
    const asked = await askWritten({
      ...{ title: say('sampleWrong'), choices: WHAT_IS_WRONG(), send: say('sampleWrong') },
      text: { label: say('reason'), most: LONG },
    })
    if (!asked) return undefined
    await this.#send(batch, date, [{ id, verdict: 'wrong', text: asked.text }])
    return { told: say('didSampleWrong', { what }) }
  }

  async #send(batch: string, date: string, items: readonly object[]): Promise<void> {
    await this.#line.ask(`/v1/batches/${batch}/verify`, { method: 'POST', body: { date, items } })
  }
}

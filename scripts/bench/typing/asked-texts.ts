import { setImmediate } from 'node:timers/promises'
import { Suggester } from '../../../src/web/search-box/suggester.ts'
import type { TypedKey } from './typing-people.ts'

/** A text that the search box sends. */
export interface AskedText {
  readonly text: string
  /** Milliseconds until the next key, at which an answer still under way is dropped; infinite after the last one. */
  readonly patience: number
}

/** Milliseconds after which an answer is taken to be there: what is typed again by then is not asked again. */
const ANSWERED_AFTER = 50

/**
 * What the portal's search box sends while keys are typed: its own {@link Suggester}, its timers run by the clock of the keys. A key
 * that follows soon sends nothing, nor does a text that was answered before.
 */
export async function askedTexts(keys: readonly TypedKey[]): Promise<AskedText[]> {
  const asked: { text: string; at: number }[] = []
  const due: { at: number; run: () => void }[] = []
  let now = 0
  const later = (run: () => void, ms: number) => {
    const one = { at: now + ms, run }
    due.push(one)
    return () => {
      if (due.includes(one)) due.splice(due.indexOf(one), 1)
    }
  }
  const suggester = new Suggester<string>({
    ask: (text, signal) => {
      asked.push({ text, at: now })
      return new Promise((answered, dropped) => {
        const stop = later(() => answered(text), ANSWERED_AFTER)
        signal.addEventListener('abort', () => {
          stop()
          dropped(signal.reason)
        })
      })
    },
    show: () => {},
    fail: (error) => {
      throw error
    },
    later,
  })
  const until = async (time: number) => {
    for (;;) {
      const next = due.reduce<(typeof due)[number] | undefined>(
        (a, b) => (a && a.at <= b.at ? a : b),
        undefined,
      )
      if (!next || next.at > time) break
      now = next.at
      due.splice(due.indexOf(next), 1)
      next.run()
      // what waits for an answer goes on
      await setImmediate()
    }
    now = time
  }
  const typedAt: number[] = []
  for (const { text, pause } of keys) {
    await until(now + pause)
    typedAt.push(now)
    // As the portal does: nothing is asked for spaces.
    if (text.trim()) suggester.type(text)
    else suggester.stop()
  }
  await until(Number.POSITIVE_INFINITY)
  return asked.map(({ text, at }) => ({
    text,
    patience: (typedAt.find((time) => time >= at) ?? Number.POSITIVE_INFINITY) - at,
  }))
}

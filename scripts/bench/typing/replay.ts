import { performance } from 'node:perf_hooks'
import type { AskedText } from './asked-texts.ts'
import { KeepAliveClient } from './keep-alive-client.ts'
import type { TypingPerson } from './typing-people.ts'

/** A person and what the search box asks for him. */
export interface AskingPerson {
  readonly centre: TypingPerson['centre']
  readonly asked: readonly AskedText[]
}

/** What a server gets its questions as. */
export interface Asking {
  readonly base: string
  readonly coding: 'gzip' | 'identity'
  readonly path: (text: string, centre: TypingPerson['centre']) => string
}

export interface Replayed {
  /** Milliseconds of each answer; of one that was not waited for, how long it was waited. */
  readonly times: readonly number[]
  /** Answers that came, their bytes without and with heads, and questions whose answers were not waited for. */
  readonly answers: number
  readonly body: number
  readonly wire: number
  readonly dropped: number
  readonly seconds: number
}

/**
 * Asks for people over so many connections at once, the questions of one in their order and without the pauses between them.
 * @param patient whether each answer is waited for; else it is dropped when the person's next key comes
 */
export async function replay(
  { base, coding, path }: Asking,
  people: readonly AskingPerson[],
  connections: number,
  patient: boolean,
): Promise<Replayed> {
  const times: number[] = []
  let [answers, body, wire, dropped] = [0, 0, 0, 0]
  const waiting = people.values()
  const began = performance.now()
  const work = async () => {
    const client = new KeepAliveClient(base, coding)
    for (const { asked, centre } of waiting)
      for (const { text, patience } of asked) {
        const asking = path(text, centre)
        const sent = performance.now()
        const answer = await client.get(asking, patient ? undefined : patience)
        times.push(performance.now() - sent)
        if (!answer) dropped++
        else if (answer.status !== 200) throw new Error(`${base}${asking} answered ${answer.status}`)
        else {
          answers++
          body += answer.body
          wire += answer.wire
        }
      }
    client.close()
  }
  await Promise.all(Array.from({ length: connections }, work))
  return { times, answers, body, wire, dropped, seconds: (performance.now() - began) / 1000 }
}

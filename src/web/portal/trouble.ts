import { RequestFailed } from '../api/client.ts'
import { element } from '../element.ts'
import type { WORDS, Word } from '../language/words.ts'

export interface TroubleParts {
  box: HTMLElement
  say: (word: Word) => string
}

const FAILURES: Readonly<Record<Exclude<RequestFailed['failure'], 'refused'>, keyof typeof WORDS>> = {
  offline: 'offline',
  unreachable: 'unreachable',
  busy: 'busy',
  missing: 'missing',
  server: 'server',
}

/** Says what went wrong in plain words, with a button that tries again; again by itself when the network is back. */
export class Trouble {
  #again: (() => void) | undefined

  constructor(private readonly parts: TroubleParts) {
    addEventListener('online', () => this.#retry())
  }

  show(error: unknown, again: () => void): void {
    const { box, say } = this.parts
    const failed = error instanceof RequestFailed ? error : new RequestFailed('server')
    const text = failed.failure === 'refused' ? failed.detail : say(FAILURES[failed.failure])
    const final = failed.failure === 'refused' || failed.failure === 'missing'
    box.replaceChildren(element('span', {}, text))
    this.#again = final ? undefined : again
    if (!final) {
      const button = element('button', { type: 'button' }, say('retry'))
      button.addEventListener('click', () => this.#retry())
      box.append(button)
    }
    box.hidden = false
  }

  clear(): void {
    this.#again = undefined
    this.parts.box.hidden = true
  }

  #retry(): void {
    const again = this.#again
    if (!again) return
    this.clear()
    again()
  }
}

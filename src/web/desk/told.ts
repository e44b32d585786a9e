import { element } from '../element.ts'
import { say } from './desk-words.ts'

/** Something that was done and can be taken back. */
interface Undoable {
  readonly told: string
  readonly undo: () => Promise<unknown>
  readonly key: string | undefined
}

/** How many acts can be taken back, one after another. */
const KEPT = 100

/** What the desk says of what was done, with the way back. */
export class Told {
  readonly #root: HTMLElement
  readonly #undo: () => void
  readonly #done: Undoable[] = []

  constructor(root: HTMLElement, undo: () => void) {
    this.#root = root
    this.#undo = undo
  }

  /** Says something; what was said before goes. */
  say(text: string): void {
    this.#root.replaceChildren(text)
  }

  /**
   * Says what was done, and keeps the way back.
   *
   * @param key of the item that comes back with it
   */
  done(told: string, undo: (() => Promise<unknown>) | undefined, key?: string): void {
    this.#root.replaceChildren(told)
    if (!undo) return
    this.#done.push({ told, undo, key })
    if (this.#done.length > KEPT) this.#done.shift()
    const button = element(
      'button',
      { type: 'button', class: 'plain small' },
      `${say('undo')} `,
      element('kbd', {}, 'u'),
    )
    button.addEventListener('click', this.#undo)
    this.#root.append(' ', button)
  }

  /** Takes back what was done last; returns the key of its item. Throws what the server refuses; then it stays to be taken back. */
  async takeBack(): Promise<string | undefined> {
    const last = this.#done.at(-1)
    if (!last) {
      this.say(say('nothingToUndo'))
      return undefined
    }
    await last.undo()
    this.#done.splice(this.#done.indexOf(last), 1)
    this.say(say('undone', { what: last.told }))
    return last.key
  }
}

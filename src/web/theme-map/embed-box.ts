import { copyButton } from '../card/copy-button.ts'
import { byId, element } from '../element.ts'
import { embedCode, type FrameSize } from './theme-link.ts'
import type { SayTheme } from './theme-words.ts'

interface Speech {
  readonly say: SayTheme
  readonly announce: (text: string) => void
}

/** The code by which other pages show this map, in a size that is chosen, and how that looks. */
export class EmbedBox {
  readonly #speech: Speech
  #address = ''
  #title = ''

  constructor(speech: Speech) {
    this.#speech = speech
    byId('embed-size').addEventListener('change', () => {
      this.#draw()
      if (byId('embed-preview').firstChild) this.#preview()
    })
    byId('embed-try').addEventListener('click', () => this.#preview())
  }

  /** What the frame shows from now on. */
  show(address: string, title: string): void {
    this.#address = address
    this.#title = title
    this.#draw()
  }

  get #size(): FrameSize {
    const [width = '100%', height = '480'] = byId<HTMLSelectElement>('embed-size').value.split(' ')
    return [width, height]
  }

  #draw(): void {
    const { say, announce } = this.#speech
    const code = embedCode(this.#address, this.#title, this.#size)
    byId<HTMLTextAreaElement>('embed').value = code
    byId('copy-embed').replaceChildren(copyButton(say('embed'), code, say, announce))
  }

  #preview(): void {
    const [width, height] = this.#size
    byId('embed-preview').replaceChildren(
      element('iframe', { src: this.#address, title: this.#title, width, height, loading: 'lazy' }),
    )
  }
}

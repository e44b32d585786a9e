import { element } from '../element.ts'
import type { Values } from '../language/sentence.ts'
import { copyText } from './copy-text.ts'

type SayCopy = (word: 'copy' | 'copy.what' | 'copied' | 'copy.failed', values?: Values) => string

/** Milliseconds for which a button says that it copied. */
const THANKS = 2000

/** A button that copies `text` and says so, also to screen readers through `announce`. */
export function copyButton(
  what: string,
  text: string,
  say: SayCopy,
  announce: (text: string) => void,
  /** What stands on a button that is the main one of its card. */
  main?: string,
): HTMLButtonElement {
  const button = element(
    'button',
    {
      type: 'button',
      class: main ? 'copy copy-main' : 'copy',
      'aria-label': main ? undefined : say('copy.what', { what }),
    },
    main ?? say('copy'),
  )
  button.addEventListener('click', async () => {
    const done = await copyText(text)
    announce(say(done ? 'copied' : 'copy.failed'))
    if (!done) return
    button.textContent = say('copied')
    setTimeout(() => {
      button.textContent = main ?? say('copy')
    }, THANKS)
  })
  return button
}

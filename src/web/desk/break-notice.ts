import { serverUrl } from '../api/server-url.ts'
import { byId, element } from '../element.ts'
import { LANG, say } from './desk-words.ts'
import type { Break, Line } from './line.ts'

/** Says in `#line` that nothing can be sent, and what to do; nothing once it can. `page` is where the login leads back to. */
export function tellBreak(line: Line, page: string, why: Break | undefined): void {
  const box = byId('line')
  if (why === undefined) {
    box.replaceChildren()
    return
  }
  // What is there already keeps its focus.
  if (box.dataset.why === why && box.childElementCount > 0) return
  box.dataset.why = why
  const again = element('button', { type: 'button', class: 'plain small' }, say('tryAgain'))
  again.addEventListener('click', () => line.tryAgain())
  const href = `${serverUrl('/dang-nhap')}?toi=${encodeURIComponent(page)}&lang=${LANG}`
  const logIn = element('a', { href, target: '_blank', rel: 'opener' }, say('logIn'))
  box.replaceChildren(element('p', {}, say(why)), ...(why === 'session' ? [logIn, ' '] : []), again)
}

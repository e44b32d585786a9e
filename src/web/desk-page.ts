import { serverUrl } from './api/server-url.ts'
import { Desk } from './desk/desk.ts'
import { say } from './desk/desk-words.ts'
import { type Break, Line } from './desk/line.ts'
import { byId, element } from './element.ts'

const root = byId('desk')
const { account = '', csrf = '', roles = '' } = root.dataset
const line = new Line({ account, csrf, broken: showBreak, stranger: () => location.reload() })
const desk = new Desk({ root, line, roles: new Set(roles.split(' ')) })
void desk.start()
import('./desk/desk-map.ts')
  .then(({ DeskMap }) =>
    DeskMap.open({
      container: byId('map'),
      label: say('mapLabel'),
      put: (place) => desk.session?.putPin(place),
      picked: (id) => void desk.pick(id),
    }),
  )
  .then((map) => {
    desk.map = map
  })
  .catch(() => {
    byId('map').replaceChildren(element('p', { class: 'quiet' }, say('noMap')))
  })

/** Says that nothing can be sent, and what to do; nothing once it can. */
function showBreak(why: Break | undefined): void {
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
  const href = `${serverUrl('/dang-nhap')}?toi=${encodeURIComponent('/ban-lam-viec')}&lang=${document.documentElement.lang}`
  const logIn = element('a', { href, target: '_blank', rel: 'opener' }, say('logIn'))
  box.replaceChildren(element('p', {}, say(why)), ...(why === 'session' ? [logIn, ' '] : []), again)
}

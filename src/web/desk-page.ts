import { tellBreak } from './desk/break-notice.ts'
import { Desk } from './desk/desk.ts'
import { say } from './desk/desk-words.ts'
import { Line } from './desk/line.ts'
import { byId, element } from './element.ts'

const root = byId('desk')
const { account = '', csrf = '', roles = '', address } = root.dataset
const line = new Line({
  account,
  csrf,
  broken: (why) => tellBreak(line, '/ban-lam-viec', why),
  stranger: () => location.reload(),
})
const desk = new Desk({ root, line, roles: new Set(roles.split(' ')) })
void desk.start(address)
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

import { tellBreak } from './desk/break-notice.ts'
import { Line } from './desk/line.ts'
import { NumberingDesk } from './desk/numbering/numbering-desk.ts'
import { say } from './desk/numbering/numbering-words.ts'
import { byId, element } from './element.ts'

const { account = '', csrf = '' } = byId('desk').dataset
const line: Line = new Line({
  ...{ account, csrf },
  broken: (why) => tellBreak(line, '/ban-lam-viec/danh-so', why),
  stranger: () => location.reload(),
})
const desk = new NumberingDesk(line)
void desk.start()
import('./desk/numbering/numbering-map.ts')
  .then(({ NumberingMap }) =>
    NumberingMap.open({
      container: byId('map'),
      label: say('mapLabel'),
      put: (point) => desk.drawn.put(point),
      takeBack: () => desk.drawn.takeBack(),
      end: () => desk.drawn.end(),
      picked: (id) => desk.focus(id),
    }),
  )
  .then((map) => {
    desk.map = map
  })
  .catch(() => {
    byId('map').replaceChildren(element('p', { class: 'quiet' }, say('noMap')))
  })

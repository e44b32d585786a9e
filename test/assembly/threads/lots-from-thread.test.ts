import t from 'tap'
import { layerInThread } from '../../../src/assembly/threads/layer-in-thread.ts'
import { factsRecord } from '../../support/demo-record.ts'
import { workFolder } from '../../support/import-support.ts'

t.test('between two lots of a file others have their turn, however fast lots come', async (t) => {
  const files = workFolder()
  t.teardown(files.close)
  const { dataDir, close } = await factsRecord()
  t.teardown(close)
  const rows = Array.from({ length: 6_000 }, (_, i) => `T${i},Trạm ${i},106.${100_000 + i},10.6`)
  const path = files.write('tram.csv', `${['ma,ten,lon,lat', ...rows].join('\n')}${'\n'}`)
  const upload = {
    path,
    workFolder: files.path('work'),
    layer: 'thu',
    owner: null,
    options: { title_vi: 'Thử' },
  }
  let lots = 0
  let turns = 0
  let seen = -1
  let ended = false
  const count = () => {
    turns++
    if (!ended) setImmediate(count)
  }
  setImmediate(count)
  for await (const _ of layerInThread(dataDir, upload)) {
    lots++
    t.not(turns, seen, `a turn before lot ${lots}`)
    seen = turns
  }
  ended = true
  t.equal(lots, 31, '30 of rows, one report')
})

t.test('a file that changes more than a batch takes is told of before all of it is read', async (t) => {
  const files = workFolder()
  t.teardown(files.close)
  const { dataDir, close } = await factsRecord()
  t.teardown(close)
  const rows = Array.from({ length: 60_000 }, (_, i) => `T${i},106.${100_000 + i},10.6`)
  const path = files.write('tram.csv', `${['ma,lon,lat', ...rows].join('\n')}\n`)
  const upload = {
    path,
    workFolder: files.path('work'),
    layer: 'thu',
    owner: null,
    options: { title_vi: 'Thử' },
  }
  const lots = []
  for await (const lot of layerInThread(dataDir, upload)) lots.push(lot)
  t.same(lots, [{ tooLarge: true }])
})

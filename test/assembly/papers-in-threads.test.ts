import { PNG } from 'pngjs'
import t from 'tap'
import { PapersInThreads } from '../../src/assembly/papers/papers-in-threads.ts'
import type { PaperTask } from '../../src/http/papers/paper-maker.ts'

const PICTURE: PaperTask = {
  order: {
    kind: 'picture',
    view: { lon: 106.4, lat: 10.5, zoom: 16, width: 80, height: 60 },
    pinned: true,
  },
  tiles: [],
}

t.test('A thread is made ready, and makes papers as before', async (t) => {
  const papers = new PapersInThreads(1)
  t.teardown(() => papers.close())
  await papers.warmUp()
  const { width, height } = PNG.sync.read(await papers.make(PICTURE))
  t.same([width, height], [80, 60])
})

t.test('More papers than are made in two seconds are refused, with when to come again', async (t) => {
  const papers = new PapersInThreads(1)
  const asked = Array.from({ length: 14 }, () => papers.make(PICTURE))
  const ends = await Promise.allSettled(asked)
  t.equal(ends.filter(({ status }) => status === 'fulfilled').length, 12)
  await t.rejects(asked[13]!, { code: 'papers-busy', more: { headers: { 'retry-after': '2' } } })
  const warming = t.rejects(papers.warmUp(), /ended|closed/, 'a server that stops meanwhile')
  await papers.close()
  await warming
})

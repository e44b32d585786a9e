import t from 'tap'
import { forgetEnded } from '../../src/assembly/doors/forget-ended.ts'
import { routeApp } from '../support/route-app.ts'

t.test(
  'What is kept no longer is deleted before the server answers, and again every six hours',
  async (t) => {
    let tick: (() => Promise<void>) | undefined
    const timer = setTimeout(() => {}, 0)
    t.intercept(globalThis, 'setInterval', {
      value: (work: () => Promise<void>) => {
        tick = work
        return timer
      },
    })
    const done: string[] = []
    let fails = false
    const app = await routeApp((app) =>
      forgetEnded(app, [
        async () => void done.push('photos'),
        async () => {
          if (fails) throw new Error('the disk is full')
          done.push('receipts')
        },
      ]),
    )
    t.same(done, ['photos', 'receipts'], 'at the start')
    await tick?.()
    t.same(done, ['photos', 'receipts', 'photos', 'receipts'])
    fails = true
    await tick?.()
    fails = false
    await tick?.()
    t.same(
      done.slice(4),
      ['photos', 'photos', 'receipts'],
      'a failure ends neither the server nor the next time',
    )
    await app.close()
  },
)

import t from 'tap'
import { servedApp } from '../../support/served-app.ts'

t.test('every operation of openapi.json has a name of its own (OpenAPI 3.1, operationId)', async (t) => {
  const { app, close } = await servedApp()
  const { paths } = (await app.inject('/openapi.json')).json<{
    paths: Record<string, Record<string, { operationId?: string }>>
  }>()
  const named = new Map<string, string>()
  for (const [path, operations] of Object.entries(paths))
    for (const [method, { operationId }] of Object.entries(operations)) {
      const here = `${method} ${path}`
      t.ok(operationId, here)
      t.equal(named.get(operationId!), undefined, `${here}: ${operationId}`)
      named.set(operationId!, here)
    }
  t.ok(named.size > 30)
  await close()
})

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

t.test('every tag of an operation says what its routes are for', async (t) => {
  const { app, close } = await servedApp()
  const { paths, tags } = (await app.inject('/openapi.json')).json<{
    paths: Record<string, Record<string, { tags?: string[] }>>
    tags: { name: string; description: string }[]
  }>()
  const used = Object.values(paths).flatMap((operations) =>
    Object.values(operations).flatMap((each) => each.tags!),
  )
  t.same([...new Set(used)].sort(), tags.map(({ name }) => name).sort())
  await close()
})

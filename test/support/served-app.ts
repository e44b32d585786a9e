import { join } from 'node:path'
import { type AppParts, buildApp } from '../../src/assembly/app.ts'
import { ServerState } from '../../src/assembly/server-state.ts'
import { packageRoot, readConfig } from '../../src/config.ts'
import type { App } from '../../src/http/edge/app-type.ts'
import { RecordStore } from '../../src/store/record-store.ts'
import { type DemoRecord, demoRecord } from './demo-record.ts'

export interface ServedApp {
  app: App
  state: ServerState
  demo: DemoRecord
  /** Closes the server and its record and removes the folder. */
  close(): Promise<void>
}

/** The whole server over a copy of the small demonstration record, ready for inject() or listen(), with further settings and parts, and parts of its folder. */
export async function servedApp(
  settings: NodeJS.ProcessEnv = {},
  parts: Partial<AppParts> = {},
  beside: (dataDir: string) => Promise<Partial<AppParts> | undefined> = async () => undefined,
): Promise<ServedApp> {
  const demo = await demoRecord()
  const config = readConfig({ DATA_DIR: demo.dataDir, LOG_LEVEL: 'silent', PORT: '0', ...settings })
  // As another program, the test edits through `demo.record`; the server looks for edits through a connection of its own.
  const watching = RecordStore.open(demo.dataDir)
  const state = await ServerState.open(watching, demo.dataDir, { tileCacheBytes: config.tileCacheBytes })
  const webDir = join(packageRoot(), 'dist', 'web')
  const app = await buildApp({
    config,
    state,
    version: '0.0.0',
    webDir,
    logger: false,
    ...parts,
    ...(await beside(demo.dataDir)),
  })
  await app.ready()
  return {
    app,
    state,
    demo,
    async close() {
      await app.close()
      await state.close()
      demo.close()
    },
  }
}

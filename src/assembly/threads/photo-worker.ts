// The thread that decodes photos of strangers and writes them anew.
import { parentPort } from 'node:worker_threads'
import { rewritePhoto } from '../../registry/doors/rewrite-photo.ts'

parentPort?.on('message', async (file: Uint8Array) => {
  parentPort?.postMessage(await rewritePhoto(file))
})

import type { FastifyRequest } from 'fastify'
import { Problem, refuse } from '../../errors.ts'
import type { SentFile } from '../../registry/batches/batch-reading.ts'
import { orRefused } from '../registry/refused.ts'
import { type AddressBatchParts, type BatchDesk, deskOf } from './batch-desk.ts'
import { flagOf, LAYER_PARTS, layerOf } from './layer-form.ts'
import { receiveUpload, type Upload } from './upload.ts'

/** Milliseconds for which a request waits until its file is read. */
const PATIENCE = 20_000
const LONGEST_NAME = 200

/** Takes a file with what its form says, and waits a while until it is read. Returns the id of its batch. Throws {@link Problem}. */
export async function receiveBatch(request: FastifyRequest, parts: AddressBatchParts): Promise<string> {
  const { files, reading } = deskOf(parts)
  const actor = parts.guard.of(request)
  const prove = (csrf: unknown) => parts.forms.proofs.prove(request, csrf)
  const upload = await receiveUpload(request, parts.maxTableBytes, { prove })
  let id: string
  try {
    const { dryRun, layer } = formOf(upload)
    const file = await kept(upload, files, request)
    const sent = { name: upload.name.slice(0, LONGEST_NAME), file, dryRun, layer }
    id = await orRefused(reading.receive(actor, sent)).catch((error) => {
      files.discard(file)
      throw error
    })
  } finally {
    await upload.close()
  }
  await reading.finished(id, PATIENCE)
  return id
}

/** What a form says of its file; throws {@link Problem} for a kind or a part that there is not. */
function formOf({ fields }: Upload): Pick<SentFile, 'dryRun' | 'layer'> {
  const { kind, dry_run } = fields
  if (kind !== 'addresses' && kind !== 'layer') {
    const given = String(kind ?? '').slice(0, 60)
    throw refuse(
      'kind',
      'not-allowed',
      `kind = "${given}": phải là addresses hoặc layer.`,
      `kind = "${given}": it must be addresses or layer.`,
    )
  }
  const parts: readonly string[] = ['kind', 'dry_run', ...(kind === 'layer' ? LAYER_PARTS : []), 'data']
  const unknown = Object.keys(fields).find(
    (name) => name !== 'lang' && name !== 'csrf' && !parts.includes(name),
  )
  if (unknown !== undefined)
    throw refuse(
      unknown.slice(0, LONGEST_NAME),
      'unknown-parameter',
      `Biểu mẫu không có phần "${unknown.slice(0, 60)}"; có: ${parts.join(', ')}.`,
      `The form has no part "${unknown.slice(0, 60)}"; there are ${parts.join(', ')}.`,
    )
  const dryRun = flagOf('dry_run', dry_run)
  return { dryRun, ...(kind === 'layer' && { layer: layerOf(fields) }) }
}

async function kept(upload: Upload, files: BatchDesk['files'], request: FastifyRequest): Promise<string> {
  try {
    return await files.keep(upload.name, upload.bytes())
  } catch (err) {
    request.log.error({ err }, 'a file of a batch cannot be stored')
    throw new Problem('no-space')
  }
}

import { randomUUID } from 'node:crypto'
import { type FileHandle, open, unlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { MultipartFile } from '@fastify/multipart'
import type { FastifyBaseLogger, FastifyRequest } from 'fastify'
import { Problem, refuse } from '../../errors.ts'

/** An uploaded table and the other fields of its form. */
export interface Upload {
  /** File name as the client gave it, without folders. */
  readonly name: string
  readonly fields: Readonly<Record<string, string | string[]>>
  /** The file's bytes, to be read once. */
  bytes(): AsyncGenerator<Uint8Array>
  close(): Promise<void>
}

export interface UploadOptions {
  /** Where it is stored; without room there the request is answered with 507. */
  readonly folder?: string
  /** Throws where the field `csrf` does not prove the session; asked before a file is read. */
  readonly prove?: (csrf: unknown) => void
}

const MAX_FIELDS = 60
const MAX_FIELD = 1000
const CHUNK = 1 << 18

/**
 * Receives a multipart request; its file may come before, between or after the fields. The file is stored on disk, so
 * that a client may send all of it before it reads the answer, and unlinked at once, so that a crash leaves nothing.
 *
 * Throws {@link Problem}.
 */
export async function receiveUpload(
  request: FastifyRequest,
  maxBytes: number,
  { folder = tmpdir(), prove = () => {} }: UploadOptions = {},
): Promise<Upload> {
  if (!request.isMultipart()) throw new Problem('unsupported-media-type')
  const fields: Record<string, string | string[]> = Object.create(null)
  let upload: { handle: FileHandle; name: string } | undefined
  const limits = {
    fileSize: maxBytes,
    files: 1,
    fields: MAX_FIELDS,
    fieldSize: MAX_FIELD,
    parts: MAX_FIELDS + 1,
  }
  try {
    for await (const part of request.parts({ limits })) {
      if (part.type === 'file') {
        prove(fields.csrf)
        upload = { handle: await spooled(part, folder, request.log), name: part.filename }
      } else if (part.valueTruncated || part.fieldnameTruncated) throw new Problem('body-too-large')
      else {
        const before = fields[part.fieldname]
        const value = String(part.value)
        fields[part.fieldname] = before === undefined ? value : [before, value].flat()
      }
    }
    prove(fields.csrf)
    if (!upload)
      throw refuse(
        'data',
        'missing',
        'Thiếu tệp: phần data của biểu mẫu.',
        'The file is missing: the part data of the form.',
      )
  } catch (error) {
    await upload?.handle.close()
    const { statusCode } = error as { statusCode?: number }
    if (error instanceof Problem) throw error
    throw new Problem(statusCode === 413 ? 'body-too-large' : 'malformed-body')
  }
  const { handle, name } = upload
  return {
    name: name.replace(/^.*[\\/]/, ''),
    fields,
    bytes: () => bytesOf(handle),
    close: () => handle.close(),
  }
}

async function spooled({ file }: MultipartFile, folder: string, log: FastifyBaseLogger): Promise<FileHandle> {
  const path = join(folder, `diachiso-${randomUUID()}`)
  const handle = await stored(open(path, 'wx+', 0o600), log)
  try {
    await stored(unlink(path), log)
    // unlike write, it goes on until the whole piece is written
    for await (const chunk of file) await stored(handle.appendFile(chunk as Uint8Array), log)
    if (file.truncated) throw new Problem('body-too-large')
    return handle
  } catch (error) {
    await handle.close()
    throw error
  }
}

/** What comes of a step that needs room for temporary files; without it the operator is told why, the client that there is none. */
async function stored<Result>(step: Promise<Result>, log: FastifyBaseLogger): Promise<Result> {
  try {
    return await step
  } catch (error) {
    log.error({ err: error }, 'an upload cannot be stored')
    throw new Problem('no-space')
  }
}

async function* bytesOf(handle: FileHandle): AsyncGenerator<Uint8Array> {
  for (let position = 0; ; ) {
    const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(CHUNK), 0, CHUNK, position)
    if (bytesRead === 0) return
    position += bytesRead
    yield buffer.subarray(0, bytesRead)
  }
}

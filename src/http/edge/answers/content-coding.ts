import { pipeline, type Readable } from 'node:stream'
import { promisify } from 'node:util'
import {
  type BrotliOptions,
  brotliCompress,
  brotliCompressSync,
  constants,
  createBrotliCompress,
  createGzip,
  gzip,
  gzipSync,
  type ZlibOptions,
} from 'node:zlib'

export type Coding = 'gzip' | 'br'

const GZIP: ZlibOptions = { level: 1 }
const BROTLI: BrotliOptions = {
  params: { [constants.BROTLI_PARAM_QUALITY]: 4, [constants.BROTLI_PARAM_LGWIN]: 18 },
}
/** Answers up to this size are compressed at once: handing them to another thread takes longer (bytes). */
const AT_ONCE = 65_536
const zip = promisify(gzip)
const brotli = promisify<Buffer, BrotliOptions, Buffer>(brotliCompress)

/** A body in a coding: at once when it is small, a promise when it is large. */
export function compressed(body: Buffer, coding: Coding): Buffer | Promise<Buffer> {
  if (body.length > AT_ONCE) return coding === 'gzip' ? zip(body, GZIP) : brotli(body, BROTLI)
  return coding === 'gzip' ? gzipSync(body, GZIP) : brotliCompressSync(body, BROTLI)
}

/** A stream in a coding; when either ends early, so does the other. */
export function compressedStream(stream: Readable, coding: Coding): Readable {
  const coder = coding === 'gzip' ? createGzip(GZIP) : createBrotliCompress(BROTLI)
  // whoever reads the coder learns of an error there
  return pipeline(stream, coder, () => {})
}

/**
 * The coding that Accept-Encoding prefers among those on offer, the first of them when it likes several alike; undefined
 * when it prefers none (RFC 9110 §12.5.3).
 */
export function preferredCoding(
  header: string | string[] | undefined,
  offered: readonly Coding[],
): Coding | undefined {
  if (!header) return undefined
  const weights = new Map<string, number>()
  for (const part of String(header).split(',')) {
    const [coding = '', ...options] = part.trim().toLowerCase().split(';')
    const weight = options.map((option) => /^\s*q=([\d.]+)\s*$/.exec(option)?.[1]).find(Boolean)
    weights.set(coding.trim().replace(/^x-/, ''), weight === undefined ? 1 : Number(weight))
  }
  let best: Coding | undefined
  let most = weights.get('identity') ?? 0
  for (const coding of offered) {
    const weight = weights.get(coding) ?? weights.get('*') ?? 0
    if (weight > most || (best === undefined && weight === most && weight > 0)) {
      best = coding
      most = weight
    }
  }
  return best
}

import sharp from 'sharp'

/** Bytes of a photo that is taken, and of pixels when it is decoded. */
export const MAX_PHOTO_BYTES = 10_485_760
const MAX_PIXELS = 40_000_000
/** Edge of what is kept, in pixels: a house number can be read on it. */
const EDGE = 2048
const QUALITY = 80
const SECONDS = 15

/** A photo as it is kept: JPEG without any metadata. */
export interface Photo {
  readonly jpeg: Uint8Array
  readonly width: number
  readonly height: number
}

/** Why a file is not kept. */
export type PhotoProblem = 'not-a-photo' | 'photo-too-large'

/** First bytes of the formats that are taken, whatever a file is called. */
const FORMATS: readonly (readonly [name: string, starts: (bytes: Buffer) => boolean])[] = [
  ['jpeg', (bytes) => bytes.readUIntBE(0, 3) === 0xffd8ff],
  ['png', (bytes) => bytes.toString('latin1', 0, 8) === '\x89PNG\r\n\x1a\n'],
  [
    'webp',
    (bytes) => bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP',
  ],
]

// Nothing but the three is ever read by libvips: no SVG, PDF or script of ImageMagick.
sharp.block({ operation: ['VipsForeignLoad'] })
sharp.unblock({
  operation: ['VipsForeignLoadJpegBuffer', 'VipsForeignLoadPngBuffer', 'VipsForeignLoadWebpBuffer'],
})
sharp.cache(false)
sharp.concurrency(1)

/**
 * Decodes a photo and writes its pixels anew, upright: nothing else of the file is left, neither where it was taken nor what
 * was hidden behind it. Runs in a thread of its own.
 */
export async function rewritePhoto(file: Uint8Array): Promise<Photo | PhotoProblem> {
  if (file.length > MAX_PHOTO_BYTES) return 'photo-too-large'
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength)
  const format = bytes.length > 12 ? FORMATS.find(([, starts]) => starts(bytes))?.[0] : undefined
  if (format === undefined) return 'not-a-photo'
  const input = () => sharp(bytes, { limitInputPixels: MAX_PIXELS, failOn: 'error', pages: 1 })
  try {
    // The header alone is read.
    const {
      format: found,
      width,
      height,
    } = await sharp(bytes, { limitInputPixels: false, pages: 1 }).metadata()
    if (found !== format) return 'not-a-photo'
    if (width * height > MAX_PIXELS) return 'photo-too-large'
    const { data, info } = await input()
      .timeout({ seconds: SECONDS })
      .autoOrient()
      .resize({ width: EDGE, height: EDGE, fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#ffffff' })
      .toColourspace('srgb')
      .jpeg({ quality: QUALITY })
      .toBuffer({ resolveWithObject: true })
    return { jpeg: data, width: info.width, height: info.height }
  } catch {
    return 'not-a-photo'
  }
}

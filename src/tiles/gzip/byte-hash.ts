/** FNV-1a of `source[start, end)`, mixed once more so that its lowest bits tell texts apart: 32 bits, unsigned. */
export function byteHash(source: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ source[i]!, 0x01000193)
  return (hash ^ (hash >>> 15)) >>> 0
}

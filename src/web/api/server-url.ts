/** The root of the server: scripts lie in `assets/` below it, wherever a proxy in front puts it. */
const ROOT = new URL('..', import.meta.url)

/** The address of a path of the server that this page came from: `/v1/search` → `https://example.vn/maps/v1/search`. */
export function serverUrl(path: string): string {
  return new URL(`.${path}`, ROOT).href
}

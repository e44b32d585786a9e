/** Page that a slip or a link opens. */
export const ACTIVATION_PAGE = '/kich-hoat'

/** Where a slip or a link leads to. */
export function activationUrl(ownUrl: string, token: string): string {
  return `${ownUrl}${ACTIVATION_PAGE}?phieu=${token}`
}

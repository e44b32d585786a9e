/** A QR code (ISO/IEC 18004) of a text as a `data:` address of a PNG, which the pages' policy lets through. */
export async function qrPicture(text: string): Promise<string> {
  const { default: qrcode } = await import('qrcode')
  return qrcode.toDataURL(text, { margin: 2, errorCorrectionLevel: 'M' })
}

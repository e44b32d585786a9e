/** Longest side of a photo that is sent, in pixels: a house number is read at this size. */
const LONGEST = 1_600
const QUALITY = 0.85

/** Puts a smaller JPEG in the place of the photo that was chosen; what the browser cannot read is sent as it is, and the server says so. */
export async function shrinkPhoto(input: HTMLInputElement): Promise<void> {
  const [file] = input.files ?? []
  if (!file) return
  try {
    const picture = await createImageBitmap(file)
    const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height))
    const canvas = document.createElement('canvas')
    canvas.width = Math.round(picture.width * scale)
    canvas.height = Math.round(picture.height * scale)
    canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height)
    picture.close()
    const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', QUALITY))
    if (!blob || blob.size >= file.size) return
    const files = new DataTransfer()
    files.items.add(new File([blob], 'photo.jpg', { type: 'image/jpeg' }))
    input.files = files.files
  } catch {
    // Not a picture, or too large for this phone.
  }
}

declare module 'fontnik' {
  const fontnik: {
    range(
      options: { font: Buffer; start: number; end: number },
      done: (error: Error | null, glyphs?: Buffer) => void,
    ): void
  }
  export default fontnik
}

export type ColourScheme = 'light' | 'dark'

/** Colours of a thematic map in one colour scheme. */
export interface ThemeColours {
  /** Categories, told apart also by readers who see few colours (after Okabe and Ito). */
  readonly categories: readonly string[]
  /** Values that have no colour of their own. */
  readonly other: string
  /** From few to many. */
  readonly ramp: readonly string[]
  /** No cases. */
  readonly zero: string
  /** A number that is not shown. */
  readonly hidden: string
  /** The line around points, and behind letters. */
  readonly halo: string
  readonly ink: string
}

export const THEME_COLOURS: Readonly<Record<ColourScheme, ThemeColours>> = {
  light: {
    categories: ['#0067a5', '#c2410c', '#15803d', '#8e2a8b', '#8a6a00', '#0e7490', '#b91c4b', '#4b5563'],
    other: '#8a8f98',
    ramp: ['#fbe6c5', '#f5ba98', '#e88471', '#c14f6e', '#7a2a6a'],
    zero: '#eaf2ee',
    hidden: '#b4b8bf',
    halo: '#ffffff',
    ink: '#2c313a',
  },
  dark: {
    categories: ['#56b4e9', '#ff9d5c', '#5fd38a', '#e08ad8', '#f0d36a', '#5ad4e0', '#ff8fae', '#c3cad6'],
    other: '#8a919c',
    ramp: ['#3d2b4f', '#71356a', '#ab4a72', '#dd7a6c', '#f7c38d'],
    zero: '#1f2d29',
    hidden: '#6a717c',
    halo: '#14171c',
    ink: '#e4e7ee',
  },
}

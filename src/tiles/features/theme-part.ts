/** The part of the record that a thematic layer shows. */
export const themePart = (id: string) => `theme/${id}`

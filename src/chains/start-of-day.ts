/** The moment at which a day, `YYYY-MM-DD`, begins at +07:00. */
export function startOfDay(day: string): Date {
  return new Date(`${day}T00:00:00+07:00`)
}

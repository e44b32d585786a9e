/** A distance as people say it: "35 m", "640 m", "5 km". */
export function roughMetres(metres: number): string {
  if (metres < 100) return `${Math.max(1, Math.round(metres))} m`
  if (metres < 1000) return `${Math.round(metres / 10) * 10} m`
  const km = metres / 1000
  return `${km < 10 ? km.toFixed(1).replace('.0', '').replace('.', ',') : Math.round(km)} km`
}

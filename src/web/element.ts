type Child = Node | string | null | undefined | false
type Attributes = Readonly<Record<string, string | boolean | undefined>>

/** Makes an element; `true` sets an empty attribute, `false` and undefined none, falsy children are left out. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name)
  for (const [key, value] of Object.entries(attributes))
    if (value !== undefined && value !== false) made.setAttribute(key, value === true ? '' : value)
  made.append(...children.filter((child): child is Node | string => Boolean(child)))
  return made
}

/** The element with an id, which the page's own HTML must have. */
export function byId<Kind extends HTMLElement>(id: string): Kind {
  const found = document.getElementById(id)
  if (!found) throw new Error(`the page has no element #${id}`)
  return found as Kind
}

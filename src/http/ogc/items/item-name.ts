import { labelField } from '../../../text/fields/label-field.ts'
import type { Collection, Item } from '../collection.ts'

type Named = Pick<Item, 'id' | 'properties'>
type Naming = Pick<Collection, 'naming'>

/** What people call a feature, by the properties that name it; by its code or its id where they say nothing. */
export function itemName(item: Named, { naming }: Naming): string {
  const { id, properties } = item
  const [field] = labelOf(item)
  const name = naming ? naming.name(properties) : field && String(properties[field])
  return name || (typeof properties.code === 'string' && properties.code) || id
}

/** The properties that are said in the name of a feature. */
export function namingFields(item: Named, { naming }: Naming): readonly string[] {
  return naming ? naming.fields : labelOf(item)
}

/** The property with a text that names a feature, where one does. */
function labelOf({ properties }: Named): string[] {
  const said = Object.keys(properties).filter(
    (field) => typeof properties[field] === 'string' && properties[field] !== '',
  )
  const label = labelField(said)
  return label === undefined ? [] : [label]
}

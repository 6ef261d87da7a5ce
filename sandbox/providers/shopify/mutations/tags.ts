/** tagsAdd and tagsRemove, on whatever has tags. */
import { node } from '../queries.ts'
import { idIn, type UserError, type World } from '../world.ts'

export type TagsArgs = { id: string; tags: string[] }
type Tagged = { acted: boolean; node: object | null; userErrors: UserError[] }

export function addTags(world: World, { id, tags }: TagsArgs): Tagged {
  return retag(world, id, (before) => [...before, ...tags.filter((tag) => !has(before, tag))])
}

export function removeTags(world: World, { id, tags }: TagsArgs): Tagged {
  return retag(world, id, (before) => before.filter((tag) => !has(tags, tag)))
}

/** Shopify compares tags without regard to case and keeps them in order of the alphabet. */
function retag(world: World, id: string, change: (before: string[]) => string[]): Tagged {
  const { orders, draftOrders, products, customers } = world.store
  const kinds = { Order: orders, DraftOrder: draftOrders, Product: products, Customer: customers }
  for (const [type, list] of Object.entries(kinds)) {
    const is = idIn(type, id)
    const found = (list as { id: string; tags: string[] }[]).find((one) => one.id === is)
    if (!found) continue
    found.tags = change(found.tags).toSorted((a, b) => a.localeCompare(b))
    return { acted: true, node: node(world, id), userErrors: [] }
  }
  return { acted: false, node: null, userErrors: [{ field: ['id'], message: 'Resource does not exist' }] }
}

const has = (tags: string[], tag: string): boolean =>
  tags.some((one) => one.toLowerCase() === tag.toLowerCase())

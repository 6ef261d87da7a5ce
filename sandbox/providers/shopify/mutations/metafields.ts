/** metafieldsSet: all of them or none, each bound to the value that was read where a digest is sent. */
import { nextId } from '../../../store/refund.ts'
import type { Metafield } from '../desk.ts'
import { node } from '../queries.ts'
import { digestOf, metafieldView } from '../view-metafields.ts'
import type { UserError, World } from '../world.ts'

type Asked = {
  ownerId: string
  namespace: string
  key: string
  type?: string | null
  value: string
  compareDigest?: string | null
}
type Kept = { acted: boolean; metafields: object[] | null; userErrors: UserError[] }

export function setMetafields(world: World, asked: Asked[]): Kept {
  const problem = asked.map((one, index) => problemOf(world, one, index)).find((one) => one !== null)
  if (problem) return { acted: false, metafields: null, userErrors: [problem] }
  return {
    acted: asked.length > 0,
    metafields: asked.map((one) => metafieldView(keep(world, one))),
    userErrors: [],
  }
}

function problemOf(world: World, one: Asked, index: number): UserError | null {
  const no = (name: string, message: string, code: string) => ({
    field: ['metafields', String(index), name],
    message,
    code,
  })
  if (node(world, one.ownerId) === null) return no('ownerId', 'Owner does not exist.', 'INVALID')
  const held = heldAs(world, one)
  if (!held && !one.type) return no('type', "Type can't be blank", 'BLANK')
  if (held && one.type && held.type !== one.type) return no('type', 'Type cannot be changed', 'INVALID_TYPE')
  // Absent means: whatever there was. Null means: there was none.
  const expected = held ? digestOf(held.value) : null
  return one.compareDigest !== undefined && one.compareDigest !== expected
    ? no('compareDigest', 'The resource has been updated since it was loaded.', 'STALE_OBJECT')
    : null
}

const heldAs = ({ desk }: World, { ownerId, namespace, key }: Asked): Metafield | undefined =>
  desk.metafields?.[ownerId]?.find((one) => one.namespace === namespace && one.key === key)

function keep(world: World, one: Asked): Metafield {
  const held = heldAs(world, one)
  if (held) return Object.assign(held, { value: one.value })
  const { ownerId, namespace, key, value, type } = one
  const made: Metafield = {
    id: nextId(world.store, 'Metafield', 28_000_000_000_000),
    namespace,
    key,
    type: type ?? 'single_line_text_field',
    value,
  }
  const all = world.desk.metafields ?? {}
  world.desk.metafields = { ...all, [ownerId]: [...(all[ownerId] ?? []), made] }
  return made
}

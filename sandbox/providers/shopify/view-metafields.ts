/** Metafields of whatever has them. */
import { createHash } from 'node:crypto'
import { connection, type PageArgs } from './connection.ts'
import type { Metafield } from './desk.ts'
import { gid, type World } from './world.ts'

type Args = PageArgs & { keys?: string[] | null; namespace?: string | null }

export const metafieldsOf = (world: World, owner: string) => ({
  metafields: (args: Args) =>
    connection(
      (world.desk.metafields?.[owner] ?? []).filter(
        ({ namespace, key }) =>
          (!args.namespace || namespace === args.namespace) &&
          (!args.keys || args.keys.includes(`${namespace}.${key}`)),
      ),
      args,
      metafieldView,
    ),
})

export const metafieldView = (one: Metafield) => ({
  ...one,
  id: gid('Metafield', one.id),
  compareDigest: digestOf(one.value),
})

export const digestOf = (value: string): string => createHash('sha256').update(value).digest('hex')

/** Who may import what, as data, and the reading of it. The table in words stands in AGENTS.md. */
import { posix } from 'node:path'
import { isNode, lineAt, type Node, type Source, walk } from './sources.ts'

/**
 * `covers` says which files a row is about; every file is covered by exactly one. In `may`, a path ending in `/` is a
 * folder, `$1` is the first group of `covers`, `node:*` any module of Node, `*` any package, `types of …` only types.
 */
export type Row = { name: string; covers: RegExp; may: readonly string[] }

/** The SDK that a connector may load, besides what every connector may. */
const sdks: Record<string, readonly string[]> = {
  shopify: ['@shopify/shopify-api', '@shopify/admin-api-client', 'graphql'],
  razorpay: ['razorpay'],
  gmail: ['@googleapis/gmail'],
  'google-analytics': ['@googleapis/analyticsdata', '@googleapis/analyticsadmin'],
}
/** What every connector may use: what a connector is, JSON over HTTPS, and the vendors' common ways to sign in. */
const shared = [
  ...['connectors/define.ts', 'connectors/money.ts', 'connectors/masks.ts'],
  ...['connectors/rest.ts', 'connectors/oauth.ts'],
  ...['connectors/google-login.ts', 'connectors/google-sdk.ts', 'connectors/zoho-login.ts'],
]
const ownSdk = Object.entries(sdks).map(
  ([name, packages]): Row => ({
    name: `connectors/${name}`,
    covers: new RegExp(`^connectors/(${name})/`),
    may: [...shared, 'connectors/$1/', 'zod', 'node:crypto', ...packages],
  }),
)
const server = [
  ...['src/server/', 'src/room/', 'src/core/', 'src/rpc/', 'src/broker/protocol.ts', 'ledger/'],
  ...['connectors/catalog.ts', 'connectors/define.ts'],
  ...[
    '@slack/bolt',
    '@slack/oauth',
    '@slack/socket-mode',
    '@slack/web-api',
    '@slack/types',
    'capnweb',
    'zod',
    'node:*',
  ],
]
const anything = ['src/', 'connectors/', 'ledger/', 'node:*', '*']

export const table: readonly Row[] = [
  { name: 'the ledger', covers: /^ledger\/(?!sqlite\.ts$)/, may: ['ledger/', 'zod', 'node:crypto'] },
  {
    name: 'the ledger in SQLite',
    covers: /^ledger\/sqlite\.ts$/,
    may: ['ledger/', 'zod', 'node:crypto', 'drizzle-orm'],
  },
  {
    name: 'what a connector is',
    covers: /^connectors\/(define|reach|port)\.ts$/,
    may: [
      'types of connectors/define.ts',
      'types of connectors/reach.ts',
      'types of connectors/port.ts',
      'zod',
    ],
  },
  {
    name: 'what connectors share',
    covers: /^connectors\/(money|masks|rest|oauth|google-login|google-sdk|zoho-login)\.ts$/,
    may: [...shared, 'zod'],
  },
  {
    name: 'the catalogue',
    covers: /^connectors\/catalog\.ts$/,
    may: ['connectors/define.ts', 'connectors/reach.ts'],
  },
  ...ownSdk,
  {
    name: 'a connector without an SDK',
    covers: new RegExp(`^connectors/(?!(?:${Object.keys(sdks).join('|')})/)([^/]+)/`),
    may: [...shared, 'connectors/$1/', 'zod', 'node:crypto'],
  },
  {
    name: 'core',
    covers: /^src\/core\//,
    may: [
      'src/core/',
      'connectors/define.ts',
      'ledger/canonical.ts',
      'types of ledger/',
      'zod',
      'node:crypto',
    ],
  },
  {
    name: 'the Room',
    covers: /^src\/room\//,
    may: [
      'src/room/',
      'src/core/',
      'ledger/',
      'connectors/define.ts',
      'connectors/catalog.ts',
      'drizzle-orm',
      'zod',
      'node:crypto',
    ],
  },
  { name: 'the server', covers: /^src\/server\/(?!(?:main|files|directory)\.ts$)/, may: server },
  // The engine of the tenant files is the server's choice: the Room is handed it.
  {
    name: 'the server where it opens files',
    covers: /^src\/server\/files\.ts$/,
    may: [...server, 'drizzle-orm', 'better-sqlite3'],
  },
  { name: "the server's directory", covers: /^src\/server\/directory\.ts$/, may: [...server, 'drizzle-orm'] },
  {
    name: "the broker's journal",
    covers: /^src\/broker\/journal\.ts$/,
    may: ['src/broker/', 'src/core/', 'better-sqlite3', 'zod', 'node:*'],
  },
  {
    name: 'the broker',
    covers: /^src\/broker\/(?!main\.ts$|journal\.ts$)/,
    may: [
      ...['src/broker/', 'src/core/', 'src/rpc/', 'connectors/', 'ledger/canonical.ts'],
      ...['graphql', 'ipaddr.js', 'capnweb', 'zod', 'node:*'],
    ],
  },
  {
    name: 'the agent',
    covers: /^src\/agent\/(?!main\.ts$)/,
    may: [
      ...['src/agent/', 'src/core/', 'src/server/protocol.ts', 'types of connectors/define.ts'],
      ...['ai', '@ai-sdk/openai', 'capnweb', 'zod'],
    ],
  },
  {
    name: 'RPC',
    covers: /^src\/rpc\//,
    may: ['src/rpc/', 'capnweb', 'node:net', 'node:fs', 'node:path', 'node:stream'],
  },
  {
    name: 'what knows everything',
    covers: /^src\/([^/]+\.ts$|[^/]+\/main\.ts$|cli\/(?!main\.ts$))/,
    may: anything,
  },
  { name: 'the sandbox', covers: /^sandbox\//, may: ['sandbox/', 'node:*', '*'] },
  {
    name: 'tests and measurements',
    covers: /^(test|bench)\//,
    may: [...anything, 'sandbox/', 'test/', 'bench/', '.'],
  },
]

/** `types` says that only types come over, so that nothing of the module is loaded. */
export type Import = { from: string; line: number; types: boolean }

/** Everything that a file imports: declarations, re-exports, `import()` as call and as type, and `require`. */
export function importsOf(source: Source): Import[] {
  const found: Import[] = []
  walk(source, (node) => {
    const from = importedBy(node)
    if (from !== undefined) found.push({ from, line: lineAt(source, node.start), types: isTypesOnly(node) })
  })
  return found
}

const importing = new Set([
  ...[
    'ImportDeclaration',
    'ExportNamedDeclaration',
    'ExportAllDeclaration',
    'ImportExpression',
    'TSImportType',
  ],
])
/** What stands for an import whose address is computed, so that no row can judge it. */
export const computed = '(computed)'

function importedBy(node: Node): string | undefined {
  if (importing.has(node.type)) return isNode(node.source) ? literal(node.source) : undefined
  if (node.type === 'TSExternalModuleReference') return literal(node.expression)
  const isRequire = node.type === 'CallExpression' && isNode(node.callee) && node.callee.name === 'require'
  return isRequire && Array.isArray(node.arguments) ? literal(node.arguments[0]) : undefined
}

const literal = (node: unknown): string =>
  isNode(node) && typeof node.value === 'string' ? node.value : computed

const isTypesOnly = (node: Node): boolean =>
  node.importKind === 'type' || node.exportKind === 'type' || node.type === 'TSImportType'

/** One sentence for each import that its row does not allow, and for each file without exactly one row. */
export function violations(sources: readonly Source[], rows: readonly Row[] = table): string[] {
  return sources.flatMap((source) => {
    const covering = rows.filter(({ covers }) => covers.test(source.path))
    const [row] = covering
    if (row === undefined) return [`${source.path}: no row covers it`]
    if (covering.length > 1)
      return [`${source.path}: more than one row covers it (${covering.map(({ name }) => name).join(', ')})`]
    return importsOf(source)
      .filter((one) => !isAllowed(source.path, row, one))
      .map(({ from, line }) => `${source.path}:${line}: ${row.name} may not import ${from}`)
  })
}

function isAllowed(path: string, row: Row, { from, types }: Import): boolean {
  if (from === computed) return row.may.includes('*')
  const target = from.startsWith('.') ? posix.join(posix.dirname(path), from) : packageOf(from)
  const own = row.covers.exec(path)?.[1] ?? ''
  return row.may.some((entry) => {
    const allowed = entry.replace('$1', own)
    const forTypes = allowed.startsWith('types of ') ? allowed.slice('types of '.length) : null
    if (forTypes !== null) return types && matches(forTypes, target, from)
    return matches(allowed, target, from)
  })
}

function matches(allowed: string, target: string, from: string): boolean {
  if (from.startsWith('.')) {
    if (allowed === '.') return !target.includes('/')
    return allowed.endsWith('/') ? target.startsWith(allowed) : target === allowed
  }
  if (target.startsWith('node:')) return allowed === 'node:*' || allowed === target
  return allowed === '*' || allowed === target
}

export const packageOf = (from: string): string =>
  from.startsWith('node:')
    ? from
    : from
        .split('/')
        .slice(0, from.startsWith('@') ? 2 : 1)
        .join('/')

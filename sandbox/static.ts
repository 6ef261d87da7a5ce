/** The page's files, and the browser modules that it uses, as they lie in node_modules. */
import { readFile } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { createRequire } from 'node:module'
import { dirname, extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'

const PAGE = fileURLToPath(new URL('page/', import.meta.url))
const MODULES = dirname(dirname(createRequire(import.meta.url).resolve('preact/package.json')))

/** The only packages that a browser may fetch: `/vendor/preact/dist/preact.mjs`. */
const SERVED_MODULES = ['preact/', 'htm/']

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
}

/** Serves one file of the page; false when there is none. */
export async function serveStatic(response: ServerResponse, path: string): Promise<boolean> {
  const file = fileOf(path)
  const type = file && TYPES[extname(file)]
  if (!file || !type) return false
  const bytes = await readFile(file).catch(() => null)
  if (!bytes) return false
  response.writeHead(200, {
    'content-type': type,
    'cache-control': 'no-cache',
    'x-content-type-options': 'nosniff',
  })
  response.end(bytes)
  return true
}

/** The file behind a path; null where the path would lead out of what is served. */
function fileOf(path: string): string | null {
  const clean = normalize(path === '/' ? '/index.html' : path)
  if (clean.includes('..') || clean.includes('\0')) return null
  if (!clean.startsWith('/vendor/')) return join(PAGE, clean)
  const inside = clean.slice('/vendor/'.length)
  return SERVED_MODULES.some((module) => inside.startsWith(module)) ? join(MODULES, inside) : null
}

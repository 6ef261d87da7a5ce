/** The image as its Dockerfile describes it, built in a folder without Docker: the same files, the same packages. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

const root = join(import.meta.dirname, '../..')
export const read = (path: string): string => readFileSync(join(root, path), 'utf8')

/** What the last stage copies out of the project, as `from` → `to` below the image's working directory. */
export function copies(dockerfile: string): { from: string; to: string }[] {
  const last = dockerfile.slice(dockerfile.lastIndexOf('\nFROM '))
  return [...last.matchAll(/^COPY (?!--)(.+)$/gm)].flatMap(([, words = '']) => {
    const paths = words.split(/\s+/)
    const to = paths.pop() ?? ''
    return paths.map((from) => ({ from, to: to.endsWith('/') ? join(to, from) : to }))
  })
}

/** The command `ops-room` as the image writes it. */
export const operatorScript = (dockerfile: string): string =>
  /printf '(.+?)' > \/usr\/local\/bin\/ops-room/.exec(dockerfile)?.[1]?.replaceAll('\\n', '\n') ?? ''

/**
 * The files and the production packages alone, as `npm ci --omit=dev --omit=optional` leaves them. Packages are links,
 * so Node has to be told to resolve from where it found them, and not from the project's folder.
 */
export function buildImage(): { folder: string; node: string[]; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'ops-room-image-'))
  for (const { from, to } of copies(read('Dockerfile'))) {
    mkdirSync(dirname(join(folder, to)), { recursive: true })
    cpSync(join(root, from), join(folder, to), { recursive: true })
  }
  for (const path of productionPackages()) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    symlinkSync(join(root, path), join(folder, path))
  }
  const remove = (): void => rmSync(folder, { recursive: true, force: true })
  return { folder, node: ['--preserve-symlinks'], remove }
}

type Locked = { packages: Record<string, { dev?: boolean; optional?: boolean; devOptional?: boolean }> }

/** Those at the top: what lies in a package's own folder comes with it. */
function productionPackages(): string[] {
  const { packages } = JSON.parse(read('package-lock.json')) as Locked
  return Object.entries(packages).flatMap(([path, { dev, optional, devOptional }]) => {
    const isTop = path.startsWith('node_modules/') && !path.slice(1).includes('node_modules/')
    return isTop && !dev && !optional && !devOptional ? [path] : []
  })
}

/** A container of compose.yaml, as far as it is looked at here. The file keeps to one way of writing each part. */
export type Container = {
  command: string[]
  user: string
  volumes: string[]
  environment: { name: string; value: string | null }[]
}

export function containersIn(compose: string): Record<string, Container> {
  const section = /^services:\n([\s\S]*?)^\S/m.exec(compose)?.[1] ?? ''
  const parts = section.split(/^ {2}(\w+):\n/m).slice(1)
  const containers: Record<string, Container> = {}
  for (let at = 0; at + 1 < parts.length; at += 2)
    containers[parts[at] ?? ''] = containerOf(parts[at + 1] ?? '')
  return containers
}

function containerOf(text: string): Container {
  const list = (name: string): string[] => {
    const lines = new RegExp(`^ {4}${name}:\\n((?: {6}.*\\n)*)`, 'm').exec(text)?.[1] ?? ''
    return [...lines.matchAll(/^ {6}- (.+)$/gm)].map(([, item = '']) => item)
  }
  const one = (name: string): string => new RegExp(`^ {4}${name}: (.+)$`, 'm').exec(text)?.[1] ?? ''
  return {
    command: one('command').slice(1, -1).split(/,\s*/),
    user: one('user').slice(1, -1),
    volumes: list('volumes'),
    environment: list('environment').map((item) => {
      const [name = '', value = null] = item.split('=')
      return { name, value }
    }),
  }
}

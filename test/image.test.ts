/** The image cannot be built on every machine, so each of its steps is shown by other means. */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Environment, environmentFor, partOf } from '../src/config.ts'
import { computed, importsOf, packageOf } from './support/boundaries.ts'
import { buildImage, containersIn, copies, operatorScript, read } from './support/image.ts'
import { projectFiles, readSource } from './support/sources.ts'

const root = join(import.meta.dirname, '..')
const dockerfile = read('Dockerfile')
const containers = containersIn(read('compose.yaml'))
const processes = ['broker', 'server', 'agent'] as const

describe('the packages', () => {
  const shipped = projectFiles(root).filter((path) => /^(src|connectors|ledger)\/.*\.ts$/.test(path))
  const imports = shipped.flatMap((path) =>
    importsOf(readSource(root, path)).map((one) => ({ ...one, path })),
  )

  test('that run are dependencies, and not only there for tests', () => {
    const { dependencies } = JSON.parse(read('package.json')) as { dependencies: Record<string, string> }
    const needed = imports.filter(
      ({ from, types }) => !types && !from.startsWith('.') && !isBuiltin(from) && from !== computed,
    )
    expect(needed.length).toBeGreaterThan(50)
    expect(needed.filter(({ from }) => !Object.hasOwn(dependencies, packageOf(from)))).toEqual([])
  })

  test('and no import reaches the sandbox or the tests', () => {
    const outside = imports.filter(({ from }) => /(^|\/)(sandbox|test|bench)\//.test(from))
    expect(outside).toEqual([])
  })
})

describe('the Dockerfile', () => {
  test('copies what there is, and .dockerignore lets it through', () => {
    const allowed = read('.dockerignore')
      .split('\n')
      .flatMap((line) => (line.startsWith('!') ? line.slice(1) : []))
    const all = copies(dockerfile).map(({ from }) => from)
    expect(all.length).toBeGreaterThan(4)
    for (const path of [...all, 'package-lock.json', '.npmrc']) {
      expect(existsSync(join(root, path)), path).toBe(true)
      expect(allowed).toContain(path)
    }
    expect(all).not.toContain('sandbox')
  })

  test('makes each user, group and folder that compose.yaml names', () => {
    for (const name of processes) {
      const [user = '', group] = containers[name]?.user.split(':') ?? []
      expect(group).toBe(user)
      expect(dockerfile).toMatch(new RegExp(`useradd --uid ${user} .*ops-${name}`))
      for (const volume of containers[name]?.volumes ?? []) {
        const [, folder = ''] = volume.split(':')
        expect(dockerfile).toMatch(new RegExp(`install -d .* ${folder} `))
      }
    }
  })
})

describe('compose.yaml', () => {
  test('starts the three, each under a user of its own', () => {
    expect(Object.keys(containers).sort()).toEqual([...processes].sort())
    expect(new Set(processes.map((name) => containers[name]?.user)).size).toBe(3)
    for (const name of processes) expect(containers[name]?.command.at(-1)).toBe(`src/${name}/main.ts`)
  })

  test.each(processes)('tells the %s what it reads, and nothing else', (name) => {
    const told = containers[name]?.environment.map((one) => one.name) ?? []
    // Files are mounted by whoever runs it, targets on loopback are for tests, and the agent keeps no files.
    const left = [
      'OPS_ROOM_MASTER_KEY_FILE',
      'OPS_ROOM_ROUTES',
      ...(name === 'agent' ? ['OPS_ROOM_DATA'] : []),
    ]
    expect(told.filter((variable) => !partOf[name].includes(variable))).toEqual([])
    expect(partOf[name].filter((variable) => !told.includes(variable) && !left.includes(variable))).toEqual(
      [],
    )
  })

  test('lets the three meet in the same folder of sockets', () => {
    for (const name of processes) {
      const run = containers[name]?.environment.find((one) => one.name === 'OPS_ROOM_RUN')
      expect(run?.value).toBe('/app/run')
    }
    const folders = (name: 'broker' | 'agent') =>
      containers[name]?.volumes.map((volume) => volume.split(':')[1])
    expect(folders('broker')).toContain('/app/run/broker')
    expect(folders('agent')).toContain('/app/run/agent')
  })

  test('gives no process a secret of another', () => {
    const told = (name: string) => containers[name]?.environment.map((one) => one.name) ?? []
    expect(told('server')).not.toContain('OPS_ROOM_MASTER_KEY')
    expect(told('agent').filter((variable) => /SLACK|MASTER/.test(variable))).toEqual([])
    expect(told('broker').filter((variable) => /TOKEN|OPENAI|CLIENT/.test(variable))).toEqual([])
  })
})

/** Whole, and pointed at nobody: Slack and the model stand at a port where nothing listens. */
const configuration = (data: string): Environment => ({
  PORT: '0',
  OPS_ROOM_DATA: data,
  OPS_ROOM_MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
  SLACK_SIGNING_SECRET: 'a-signing-secret-of-tests',
  SLACK_BOT_TOKEN: `xoxb-${'0'.repeat(20)}`,
  SLACK_API_URL: 'http://127.0.0.1:9/api/',
  OPENAI_API_KEY: 'k',
  OPENAI_BASE_URL: 'http://127.0.0.1:9/v1',
})

describe('the image, built in a folder', () => {
  let image: ReturnType<typeof buildImage>
  beforeAll(() => {
    image = buildImage()
  })
  afterAll(() => image.remove())

  const run = (args: string[], environment: Record<string, string> = {}) =>
    spawnSync(process.execPath, [...image.node, ...args], {
      cwd: image.folder,
      env: { NODE_NO_WARNINGS: '1', ...environment },
      encoding: 'utf8',
      timeout: 60_000,
    })

  test('has none of what is there for tests only', () => {
    for (const name of ['vitest', 'typescript', 'playwright-core', 'emulate', '@biomejs/biome'])
      expect(existsSync(join(image.folder, 'node_modules', name)), name).toBe(false)
    expect(existsSync(join(image.folder, 'sandbox'))).toBe(false)
  })

  test.each([
    ['broker', 'OPS_ROOM_MASTER_KEY'],
    ['server', 'SLACK_SIGNING_SECRET'],
    ['agent', 'OPENAI_API_KEY'],
  ])('starts the %s as far as its configuration, which it misses in a sentence', (name, variable) => {
    const { status, stderr } = run([...(containers[name]?.command.slice(1) ?? [])])
    expect(stderr).toContain(`${variable}`)
    expect(stderr).not.toContain(' at ')
    expect(status).toBe(2)
  })

  test.each(processes)('starts the %s until it is ready, with what compose.yaml tells it', async (name) => {
    const env = { NODE_NO_WARNINGS: '1', ...environmentFor(name, configuration(join(image.folder, 'data'))) }
    const args = [...image.node, ...(containers[name]?.command.slice(1) ?? [])]
    const child = spawn(process.execPath, args, {
      cwd: image.folder,
      env,
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    })
    const errors: string[] = []
    child.stderr?.on('data', (chunk: Buffer) => errors.push(chunk.toString()))
    const ended = once(child, 'exit')
    const [first] = await Promise.race([once(child, 'message'), ended.then(() => [errors.join('')])])
    expect(first).toMatchObject({ ready: true, process: name })
    child.kill('SIGTERM')
    expect(await ended).toEqual([0, null])
  })

  test('loads every module that is shipped, also those that are loaded late', () => {
    const shipped = ['src', 'connectors', 'ledger'].flatMap((under) => projectFiles(image.folder, under))
    const modules = shipped.filter((path) => path.endsWith('.ts') && !path.endsWith('main.ts'))
    expect(modules.length).toBeGreaterThan(100)
    const program = `for (const path of ${JSON.stringify(modules)}) await import(new URL(path, 'file://${image.folder}/').href)`
    const { status, stderr } = run(['--input-type=module', '--eval', program])
    expect(stderr).toBe('')
    expect(status).toBe(0)
  })

  test('refuses to start a sandbox that it does not have', () => {
    const { status, stderr } = run(['src/main.ts'], { OPS_ROOM_DATA: join(image.folder, 'data') })
    expect(stderr).toContain('no sandbox')
    expect(status).toBe(1)
  })

  test('has the operator’s command', () => {
    const script = operatorScript(dockerfile)
    expect(script).toMatch(/^#!\/bin\/sh\nexec node \/app\/src\/cli\/main\.ts "\$@"\n$/)
    const { status, stdout } = run(['src/cli/main.ts', '--help'])
    expect(stdout).toContain('ledger verify')
    expect(status).toBe(0)
  })
})

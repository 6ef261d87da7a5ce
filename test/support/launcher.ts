/** Ops Room as a newcomer starts it: the launcher, with nothing set but a port and a folder. */
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export type Launched = { url: string; stop: () => Promise<{ status: number | null }> }

/** Resolves with the address that it prints; ends in what it complained of when it prints none. */
export function launch(data: string): Promise<Launched> {
  const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url))
  const env = { PATH: process.env.PATH, PORT: '0', OPS_ROOM_DATA: data, NODE_NO_WARNINGS: '1' }
  // A folder without an .env, whoever runs the tests.
  const child = spawn(process.execPath, [main], { cwd: data, env, stdio: ['ignore', 'pipe', 'pipe'] })
  const complaints: string[] = []
  child.stderr.on('data', (chunk: Buffer) => complaints.push(chunk.toString()))
  const ended = new Promise<{ status: number | null }>((done) =>
    child.once('exit', (status) => done({ status })),
  )
  const stop = () => {
    child.kill('SIGTERM')
    return ended
  }
  return new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const url = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0]
      if (url) resolve({ url, stop })
    })
    void ended.then(({ status }) =>
      reject(new Error(`the launcher ended with ${status}: ${complaints.join('')}`)),
    )
  })
}

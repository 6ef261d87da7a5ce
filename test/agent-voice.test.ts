import { describe, expect, test } from 'vitest'
import { createVoice } from '../src/agent/voice.ts'
import { agentFor, fakeTurn, scripted } from './support/agent-turn.ts'

describe('what the agent says', () => {
  test('arrives whole and in order, in far fewer pieces than the model made', async () => {
    const words = Array.from({ length: 500 }, (_, i) => `word${i} `)
    const room = fakeTurn({ say: () => new Promise((resolve) => setImmediate(resolve)) })
    await agentFor(scripted({ text: words })).run(room.turn)
    expect(room.text()).toBe(words.join(''))
    expect(room.deeds.length).toBeLessThan(100)
    expect(room.deeds.length).toBeGreaterThan(5)
  })

  test('waits for the thread: one piece at a time is on its way', async () => {
    let open = 0
    let most = 0
    const voice = createVoice(
      async () => {
        most = Math.max(most, ++open)
        await new Promise((resolve) => setImmediate(resolve))
        open -= 1
      },
      () => 0,
    )
    for (let i = 0; i < 50; i++) await voice.add('x'.repeat(200))
    await voice.flush()
    expect(most).toBe(1)
  })

  test('is sent early when the model is slow', async () => {
    let time = 0
    const pieces: string[] = []
    const voice = createVoice(
      async (text) => void pieces.push(text),
      () => time,
    )
    await voice.add('Hel')
    expect(pieces).toEqual([])
    time = 250
    await voice.add('lo')
    expect(pieces).toEqual(['Hello'])
  })

  test('is never more than a piece may carry, and no character is split', async () => {
    const pieces: string[] = []
    const voice = createVoice(
      async (text) => void pieces.push(text),
      () => 0,
    )
    const text = `x${'😀'.repeat(5_000)}`
    await voice.add(text)
    expect(pieces.join('')).toBe(text)
    expect(pieces.every((piece) => piece.length <= 4_000 && piece.isWellFormed())).toBe(true)
  })
})

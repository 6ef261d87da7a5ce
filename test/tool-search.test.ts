/** Founders' words lead to the right tool: of what is found, the first five hold it, for nearly all that they ask. */
import { expect, test } from 'vitest'
import { createCatalog } from '../connectors/catalog.ts'
import { knownFromStart, rank } from '../src/agent/search.ts'
import { createTools } from '../src/room/tools.ts'
import { connectorIn, folders } from './support/connectors/folders.ts'
import { questions } from './support/questions.ts'

const connectors = await Promise.all(folders.map(connectorIn))
const names = connectors.map(({ name }) => name)
const specs = createTools(createCatalog(connectors), () => 'write').specs({ propose: true })
const known = knownFromStart(specs, [])
const searched = specs.filter(({ name }) => !known.has(name))

const asked = questions.filter(({ of }) => of.some((name) => names.includes(name)))
const isFound = ({ says, finds }: (typeof questions)[number]): boolean =>
  rank(says, searched)
    .slice(0, 5)
    .some((name) => finds.test(name))

test('at least 95 of 100 questions find their tool among the first five', () => {
  for (const { says, of } of questions.filter((one) => !asked.includes(one)))
    console.info(`skipped: “${says}”, since there is no connector ${of.join(' or ')} yet`)
  const missed = asked.filter((one) => !isFound(one))
  console.info(`${asked.length - missed.length} of ${asked.length} questions, ${searched.length} tools`)
  expect(asked.length).toBeGreaterThanOrEqual(40)
  expect(
    missed.map(({ says }) => `${says}: ${rank(says, searched).slice(0, 5).join(', ')}`),
    'missed',
  ).toSatisfy((all: string[]) => all.length <= asked.length * 0.05)
})

test.each(asked.map((one) => [one.says, one] as const))(
  '“%s” is a question that tools can answer',
  (_, one) => {
    expect(searched.some(({ name }) => one.finds.test(name))).toBe(true)
  },
)

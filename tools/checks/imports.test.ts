import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { importProblems } from './imports.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'towpath-imports-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

/** A tree of sources below packages/, each with its imports. */
function tree(files: Record<string, string[]>): string[] {
  for (const [file, specifiers] of Object.entries(files)) {
    const path = join(root, 'packages', file)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, `${specifiers.map((each) => `import { x } from '${each}'`).join('\n')}\nexport const x = 1\n`)
  }
  return importProblems(root)
}

const base = { 'base/src/index.ts': [] }
const rooms = { 'services/src/iam/index.ts': [], 'services/src/s3/index.ts': [] }

test('imports along the picture are fine', () => {
  expect(tree({ ...base, 'wire/src/index.ts': ['@towpath/base'], 'wire/src/a.ts': ['./index.ts'] })).toEqual([])
})

test('an import against the picture is named', () => {
  expect(tree({ 'base/src/index.ts': ['@towpath/wire'], 'wire/src/index.ts': [] })[0]).toMatch(
    /base may not import wire/,
  )
})

test('a room that reaches into another is told to declare a port', () => {
  const problems = tree({ ...rooms, 'services/src/iam/a.ts': ['../s3/index.ts'] })

  expect(problems[0]).toMatch(/room iam may not import room s3; declare a port/)
})

test('the test of a room may stand in for the server', () => {
  expect(
    tree({
      ...rooms,
      'services/src/iam/a.test.ts': ['../s3/index.ts'],
      'services/src/iam/testing.ts': ['../s3/index.ts'],
    }),
  ).toEqual([])
})

test('an import that leads nowhere is named', () => {
  expect(tree({ 'base/src/index.ts': ['./gone.ts'] })[0]).toMatch(/"\.\/gone\.ts" leads to .*which does not exist/)
})

test('files that load one another are a cycle', () => {
  expect(tree({ 'base/src/a.ts': ['./b.ts'], 'base/src/b.ts': ['./a.ts'] })[0]).toMatch(
    /import cycle: .*a\.ts -> .*b\.ts -> .*a\.ts/,
  )
})

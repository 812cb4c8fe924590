import { expect, test } from 'vitest'
import { table } from './table.ts'

test('columns are as wide as their widest cell', () => {
  expect(
    table(
      ['A', 'NAME'],
      [
        ['long-one', 'x'],
        ['b', 'yy'],
      ],
    ),
  ).toEqual(['A         NAME', 'long-one  x', 'b         yy'])
})

test('a table without rows says so', () => {
  expect(table(['A'], [])).toEqual(['A', '(none)'])
})

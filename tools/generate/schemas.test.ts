import { expect, test } from 'vitest'
import { compile } from '../../packages/wire/src/schema/compile.ts'
import { readModel, type ServiceModel } from '../../packages/wire/src/schema/model.ts'
import type { Member, Shape } from '../../packages/wire/src/schema/shape.ts'
import { trimmed } from './schemas.ts'
import { keptOperations, SERVICES } from './services.ts'

test.each(SERVICES)("the schemas of $room kept as JSON say what the client's say", async (service) => {
  const module = await service.client()
  const only = await keptOperations(service)

  const kept = readModel(JSON.parse(JSON.stringify({ schemas: trimmed(module, only) })))

  const whole = readModel(module)
  const names = only ?? [...whole.operations.keys()]
  expect([...kept.operations.keys()].sort()).toEqual([...names].sort())
  expect(names.map((name) => describe(kept, name))).toEqual(names.map((name) => describe(whole, name)))
  expect([...kept.errors.keys()].sort()).toEqual([...whole.errors.keys()].sort())
})

test('an operation that the client does not have is named', () => {
  expect(() => trimmed({}, ['Frobnicate'])).toThrow('Frobnicate')
})

test('a schema that refers to an unknown name is refused', () => {
  expect(() => compile('Missing')).toThrow('Missing')
})

function describe(model: ServiceModel, name: string): unknown {
  const operation = model.operations.get(name)
  return operation && [name, operation.http, outline(operation.input, []), outline(operation.output, [])]
}

/** A shape as plain data; shapes that contain themselves end where they come round. */
function outline(shape: Shape, within: Shape[]): unknown {
  if (within.includes(shape) || within.length > 20) return 'again'
  const inside = [...within, shape]
  const of = (member: Member) => [member.name, member.required, member.traits, outline(member.shape, inside)]
  if (shape.kind === 'structure') return [shape.kind, shape.name, shape.union, shape.traits, shape.members.map(of)]
  if (shape.kind === 'list') return [shape.kind, shape.traits, of(shape.item)]
  if (shape.kind === 'map') return [shape.kind, shape.traits, of(shape.key), of(shape.value)]
  return shape
}

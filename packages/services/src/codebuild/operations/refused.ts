import type { Operation } from '@towpath/wire'
import { operation } from '@towpath/wire'
import { onAnything } from '../access.ts'
import { notServed } from '../errors.ts'
import type { Room } from '../room.ts'

/** An operation about something that a control plane on one's own machines does not have: it says so. */
const refused = (name: string, what: string, instead: string): Operation<object, never, Room> =>
  operation<object, never, Room>(name, {
    kind: 'read',
    refused: true,
    access: () => [onAnything(name)],
    async run() {
      throw notServed(what, instead)
    },
  })

const onFleets = (name: string) => refused(name, 'Fleets', 'builds run on the machine of the control plane')
const onSandboxes = (name: string) => refused(name, 'Sandboxes', 'start a build of the project instead')

export const refusedOperations = [
  ...['CreateFleet', 'UpdateFleet', 'DeleteFleet', 'BatchGetFleets', 'ListFleets'].map(onFleets),
  ...[
    'StartSandbox',
    'StopSandbox',
    'BatchGetSandboxes',
    'ListSandboxes',
    'ListSandboxesForProject',
    'StartSandboxConnection',
    'StartCommandExecution',
    'BatchGetCommandExecutions',
    'ListCommandExecutionsForSandbox',
  ].map(onSandboxes),
]

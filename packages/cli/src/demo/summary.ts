import { type Io, print } from '../io.ts'
import { answers, type SampleAddress } from './addresses.ts'
import type { Developer } from './developer.ts'
import { DEMO } from './names.ts'

/** What the demo ends with: where everything is, and what to do next. */
export interface WhatIsThere {
  addresses: SampleAddress[]
  console: string
  cloneUrl: string
  developer: Developer
}

export async function tellWhatIsThere({ addresses, console, cloneUrl, developer }: WhatIsThere, io: Io): Promise<void> {
  print(io, '')
  print(io, 'The sample answers on:')
  for (const address of addresses) {
    const state = (await answers(address)) ? '' : ', does not answer'
    print(io, `  ${address.url}   (${address.instanceId}${state})`)
  }
  print(io, `API and console: ${console}`)
  for (const line of whatNext(cloneUrl, developer)) print(io, line)
}

function whatNext(cloneUrl: string, { file, made }: Developer): string[] {
  const where = made
    ? `The password in the URL is shown this once; it is kept in ${file}.`
    : `The password is in ${file}.`
  return [
    '',
    'To see a new version go out, in another terminal in this folder:',
    `  git clone ${cloneUrl} ../my-app`,
    '  cd ../my-app                               # edit app/index.html',
    '  git commit -am "Say something else" && git push; cd -',
    `  npx towpath pipelines watch ${DEMO.pipeline} --commit $(git -C ../my-app rev-parse HEAD)`,
    where,
    '',
    'The same with the aws CLI:',
    '  eval "$(npx towpath env)"',
    `  aws codepipeline get-pipeline-state --name ${DEMO.pipeline}`,
    '',
    'Ctrl-C stops the control plane; npm start goes on where it left off.',
  ]
}

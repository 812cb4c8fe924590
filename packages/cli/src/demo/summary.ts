import { resolve } from 'node:path'
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
  dataFolder: string
  /** PEM that git has to trust, where the control plane speaks TLS with a certificate of its own. */
  caFile?: string
}

export async function tellWhatIsThere(there: WhatIsThere, io: Io): Promise<void> {
  const { addresses, console } = there
  print(io, '')
  print(io, 'The sample answers on:')
  for (const address of addresses) {
    const state = (await answers(address)) ? '' : ', does not answer'
    print(io, `  ${address.url}   (${address.instanceId}${state})`)
  }
  print(io, `API and console: ${console}`)
  for (const line of whatNext(there, io.cwd)) print(io, line)
}

function whatNext({ cloneUrl, developer, dataFolder, caFile }: WhatIsThere, cwd: string): string[] {
  const { file, made } = developer
  // Commands look for the control plane there by themselves.
  const data = dataFolder === resolve(cwd, '.towpath') ? '' : ` --data ${dataFolder}`
  const trust = caFile === undefined ? '' : ` -c http.sslCAInfo=${caFile}`
  const where = made
    ? `The password in the URL is shown this once; it is kept in ${file}.`
    : `The password is in ${file}.`
  return [
    '',
    'To see a new version go out, in another terminal in this folder:',
    `  git clone${trust} ${cloneUrl} ../my-app`,
    '  cd ../my-app                               # edit app/index.html',
    '  git commit -am "Say something else" && git push; cd -',
    `  npx towpath pipelines watch ${DEMO.pipeline} --commit $(git -C ../my-app rev-parse HEAD)${data}`,
    where,
    '',
    'The same with the aws CLI:',
    `  eval "$(npx towpath env${data})"`,
    `  aws codepipeline get-pipeline-state --name ${DEMO.pipeline}`,
    '',
    'Ctrl-C stops the control plane; npm start goes on where it left off.',
  ]
}

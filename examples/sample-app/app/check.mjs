// Ends with 0 when the sample answers.
import { address } from './address.mjs'

const { host, port } = await address()
const answer = await fetch(`http://${host}:${port}/`, { signal: AbortSignal.timeout(2000) }).catch(() => undefined)
process.exitCode = answer?.ok ? 0 : 1

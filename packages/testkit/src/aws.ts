import { execFile } from 'node:child_process'

/** Runs the real aws CLI against one control plane. */
export interface Aws {
  /** Resolves with the parsed answer (or the text, where it is no JSON). Rejects with what the CLI said on failure. */
  (...args: string[]): Promise<unknown>
  /** The CLI's error text of a call that must fail. */
  failing(...args: string[]): Promise<string>
}

/** How long one call may take, in milliseconds. */
const LIMIT = 180_000

export function aws(environment: Record<string, string>, cwd?: string): Aws {
  const env = {
    ...withoutAws(process.env),
    ...environment,
    AWS_PAGER: '',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  }

  function run(args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
    return new Promise((resolve) => {
      execFile('aws', args, { env, cwd, timeout: LIMIT, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
        const code = error ? (typeof error.code === 'number' ? error.code : 255) : 0
        resolve({ code, stdout, stderr })
      })
    })
  }

  async function call(...args: string[]): Promise<unknown> {
    const { code, stdout, stderr } = await run(args)
    if (code !== 0) throw new Error(`aws ${args.join(' ')} ended with ${code}: ${stderr.trim()}`)
    return parse(stdout)
  }

  return Object.assign(call, {
    async failing(...args: string[]): Promise<string> {
      const { code, stdout, stderr } = await run(args)
      if (code === 0) throw new Error(`aws ${args.join(' ')} was to fail, but answered ${stdout.trim()}`)
      return stderr.trim()
    },
  })
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text.trim()
  }
}

/** The user's own AWS settings must not leak into a test. */
function withoutAws(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('AWS_')))
}

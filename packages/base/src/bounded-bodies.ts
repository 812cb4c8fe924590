/** How much of what strangers send is taken. Sizes in bytes, time in milliseconds. */
export interface BodyLimits {
  /** Largest body. */
  each: number
  /** Most that is held of all bodies together: while they arrive, and until what is done with them is done. */
  together: number
  /** How long a body may take to arrive. */
  time: number
}

export type BodyRefusal = 'too large' | 'too many' | 'too slow' | 'cut off'

/** What HTTP has for that, for the sender's people. */
export const BODY_REFUSALS: Record<BodyRefusal, { status: number; message: string }> = {
  'too large': { status: 413, message: 'The body is too large' },
  'too many': { status: 503, message: 'There is too much to take at once; send this again' },
  'too slow': { status: 408, message: 'The body did not arrive in time' },
  'cut off': { status: 400, message: 'The body was cut off' },
}

/** Reads the bodies of requests that anybody may send, and holds a bounded part of them. */
export interface BoundedBodies {
  /**
   * Hands a body to `use`, as one piece, or why there is none: it is larger than one may be; all bodies of the moment
   * are, together; it did not arrive in time; its sender went away. `announced` is the length that its sender tells, 0
   * where it tells none. Resolves with what `use` resolves with.
   */
  read<T>(
    body: AsyncIterable<Uint8Array>,
    announced: number,
    use: (bytes: Buffer | BodyRefusal) => Promise<T>,
  ): Promise<T>
}

/**
 * What is bounded is what bodies hold, not how many there are: whoever sends a hundred of them slowly takes nobody's place.
 */
export function boundedBodies({ each, together, time }: BodyLimits): BoundedBodies {
  let held = 0

  async function read(
    body: AsyncIterable<Uint8Array>,
    keep: (part: Uint8Array) => BodyRefusal | undefined,
  ): Promise<BodyRefusal | undefined> {
    const parts = body[Symbol.asyncIterator]()
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<'too slow'>((resolve) => {
      timer = setTimeout(resolve, time, 'too slow').unref()
    })
    try {
      for (;;) {
        const next = parts.next()
        // It may reject long after nobody waits for it: when its connection is closed.
        next.catch(() => {})
        const part = await Promise.race([next, late])
        if (part === 'too slow') return part
        if (part.done) return undefined
        const refusal = keep(part.value)
        if (refusal) return refusal
      }
    } catch {
      return 'cut off'
    } finally {
      clearTimeout(timer)
      // Not waited for: it comes after the part that is late.
      parts.return?.().catch(() => {})
    }
  }

  return {
    async read(body, announced, use) {
      if (announced > each) return use('too large')
      let parts: Uint8Array[] = []
      let size = 0
      const letGo = () => {
        held -= size
        size = 0
        parts = []
      }
      try {
        const refusal = await read(body, (part) => {
          size += part.byteLength
          held += part.byteLength
          if (size > each) return 'too large'
          if (held > together) return 'too many'
          parts.push(part)
          return undefined
        })
        if (refusal) {
          letGo()
          return await use(refusal)
        }
        const whole = Buffer.concat(parts)
        parts = []
        return await use(whole)
      } finally {
        letGo()
      }
    },
  }
}

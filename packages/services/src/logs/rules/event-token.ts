import { invalidToken } from '../errors.ts'
import { type Position, positionText, readPosition } from './position.ts'

/** Direction and position in a token of GetLogEvents: `f/56 digits/s` and `b/56 digits/s`. */
export interface StreamToken {
  direction: 'forwards' | 'backwards'
  position: Position
}

export const forwardToken = (position: Position) => `f/${positionText(position)}/s`
export const backwardToken = (position: Position) => `b/${positionText(position)}/s`

export function readStreamToken(token: string): StreamToken {
  const [, letter, digits = ''] = /^([fb])\/(\d+)\/s$/.exec(token) ?? []
  const position = readPosition(digits)
  if (!position) throw invalidToken()
  return { direction: letter === 'f' ? 'forwards' : 'backwards', position }
}

/** A token of FilterLogEvents: the position alone. */
export function readPositionToken(token: string): Position {
  const position = readPosition(token)
  if (!position) throw invalidToken()
  return position
}
